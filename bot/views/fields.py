"""Labels, hints and examples of the fields of every form, and the title and one sentence of every
command: what commands/* puts into Field(description=...) and Ui(...)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldWords:
    label: str
    hint: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class CommandWords:
    title: str
    summary: str


FIELDS = {
    "what": FieldWords(
        "What should it show?",
        "Say what must be seen: the thing, the setting, the light.",
        "a cold-brew can on wet stone, morning light",
    ),
    "where": FieldWords("Where will it run?", "Sets the exact pixels.", "Instagram story"),
    "ratio": FieldWords("Shape", "Only when no place is named.", "9:16"),
    "resolution": FieldWords("Resolution", "Empty = what it needs and no more.", "2K"),
    "file_type": FieldWords("File type", "PNG, JPG or WebP."),
    "photos": FieldWords("Photos", "Drop them here; each gets a job that you can change."),
    "stays": FieldWords("Must stay the same", "One thing a line.", "the can's shape and label"),
    "text": FieldWords("Exact text", "Set word for word, one line each.", "SUMMER HAS LANDED"),
    "model": FieldWords("Model", "auto takes the cheapest that is good enough.", "auto"),
    "count": FieldWords("How many pictures?", "1 to 4, to pick from."),
    "private": FieldWords("Private", "Only you and the approvers see it."),
    "campaign": FieldWords("Campaign", "What it is for.", "Summer launch"),
    "keep": FieldWords("How strictly must it stay the same?", "exact, close or loose."),
    "audience": FieldWords("Who is it for?", "", "runners in their twenties"),
    "camera": FieldWords("Camera", "Framing, angle, lens.", "low angle, close"),
    "light": FieldWords("Light", "", "soft morning light from the left"),
    "mood": FieldWords("Mood", "", "calm, fresh"),
    "palette": FieldWords("Colours", "Names or hex values.", "#0B3D2E, cream"),
    "stages": FieldWords("Step by step", "First..., then..., finally...: one a line."),
    "avoid": FieldWords("Leave out", "Better said as what should be there.", "people"),
    "thinking": FieldWords("Thinking", "More thinking costs more with some models."),
    "quality": FieldWords("Quality", "For models that offer it."),
    "look_up": FieldWords(
        "Look it up on the web?",
        "web: facts and names. pictures: also what things look like, never people. Searches cost.",
    ),
    "deadline": FieldWords("Needed by", "A day or a time.", "Fri 16:00"),
    "approver": FieldWords("Who decides?", "One person who approves.", "Mia"),
    "instruction": FieldWords(
        "What should change?", "One change at a time works best.", "move the can left"
    ),
    "version": FieldWords("Which version?", "Empty = the newest.", "142.3"),
    "refund_version": FieldWords("Which version?", "To give its credits back: only with refund."),
    "picture": FieldWords("Which picture?", "Empty = the newest.", "142.3b"),
    "formats": FieldWords("Other formats", "One a line.", "YouTube thumbnail"),
    "reason": FieldWords("Why?", "One line that helps the maker."),
    "dismiss_reason": FieldWords("Why?", "Stands under the review for everybody."),
    "whose": FieldWords("Whose changes?", "Empty = everybody's."),
    "alt": FieldWords(
        "What is to be seen?",
        "For people who do not see it, and inside every file of it.",
        "Cold-brew can on wet black stone, morning light",
    ),
    "search": FieldWords("Search", "Words from the brief, a name, a number.", "cold brew"),
    "state": FieldWords("State", "ready, in review, approved, did not work..."),
    "person": FieldWords("Whose?", "A name, or empty for everybody's."),
    "amount": FieldWords("How many credits?", "1 credit = 1 US cent of list price.", "500"),
    "kind": FieldWords("What kind?", "bought, gift or correction."),
    "expires": FieldWords("Until when?", "Empty = no end.", "2027-03-31"),
    "note": FieldWords("Note", "Stands in the list of credits."),
    "channels": FieldWords("Where may it be used?", "Empty = everywhere it was invited."),
    "who_spends": FieldWords("Who may spend?", "Until you say so: admins only."),
    "who_approves": FieldWords("Who approves?", "Names, one a line."),
    "approvals": FieldWords("Approvals needed", "1 is right for most teams."),
    "own_work": FieldWords("May makers approve their own work?", "never, or alone on the desk."),
    "budget": FieldWords(
        "Credits a month", "0 = none. Added on the first; what is left then ends."
    ),
    "member_cap": FieldWords("At most a person and day", "Credits."),
    "channel_cap": FieldWords("At most a channel and day", "Credits."),
    "thread": FieldWords("Replies in a thread", "auto: edits are understood; mention: only @me."),
    "time_zone": FieldWords("Time zone", "", "Europe/Berlin"),
    "quiet": FieldWords(
        "Quiet hours", "What can wait is told in the morning; off = at any hour.", "19-08"
    ),
    "weekends": FieldWords("Tell people on weekends too", "If not: on Monday."),
    "topic": FieldWords("About what?", "A command or a word.", "approvals"),
    "verb": FieldWords("What to do", "Empty = show the list."),
    "rights": FieldWords(
        "What may they do?", "One a line: see, sketch, spend, approve, lead, admin.", "approve"
    ),
    "name": FieldWords("Name", "As the team says it.", "Mia"),
}

COMMANDS = {
    "brief": CommandWords("New picture", "Say what a picture should show; see the price first."),
    "edit": CommandWords("Change a picture", "One change to a picture; the old one stays."),
    "approvals": CommandWords("Approvals", "Ask for approval, or see what waits for you."),
    "history": CommandWords("History", "Find any picture again, with its brief."),
    "credits": CommandWords("Credits", "What is left, what is reserved, what was spent."),
    "set_up": CommandWords("Set up", "Five answers, each with a default that works."),
    "setup": CommandWords("Set up", "Five answers, each with a default that works."),
    "models": CommandWords("Models", "What each model can do and what it costs."),
    "undo": CommandWords("Undo", "Take back your last step."),
    "help": CommandWords("Help", "How to ask, change, approve and pay."),
    "dismiss": CommandWords("Dismiss changes", "Set wanted changes aside, with a reason."),
    "describe": CommandWords("Describe", "What the picture shows, in words."),
    "why": CommandWords("Say why", "One line that helps the maker."),
    "people": CommandWords("People", "Who is here and what they may do."),
    "edit_message": CommandWords("Edit this image", "One change to the picture of this message."),
    "use_message": CommandWords(
        "Use as reference", "A new brief with the picture of this message."
    ),
}


def label(field: str) -> str:
    """Raises KeyError for a field that has no words yet: a form without words is a bug."""
    return FIELDS[field].label


def hint(field: str) -> str:
    return FIELDS[field].hint


def example(field: str) -> str:
    return FIELDS[field].example
