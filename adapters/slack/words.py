"""The labels that Slack's own forms and buttons need; what the studio says comes with its cards."""

from __future__ import annotations

APP = "Artdesk"
COMMAND = "/artdesk"
BRIEF = "/brief"

SEND = "Send"
MAKE = "Make it"
CLOSE = "Close"
CANCEL = "Cancel"
MORE = "More"
MORE_OPTIONS = "More options"
YES = "Yes"
GO_ON = "Go on"
KEEP = "No, keep it"
ASK_FIRST = "Are you sure?"
CHANNEL = "Channel"
PHOTOS_KEPT = "Photos that come along"
ONE_A_LINE = "One a line."
EXAMPLE = "For example: {}"
EVERYTHING = "All commands"
EVERYTHING_SUMMARY = "Everything that Artdesk can do, to press."

PICK = "Pick {}"
PICKED = "{} is picked"
BEFORE = "Before"
AFTER = "After"
STILL_DRAWING = "Still drawing"
STAGES = {
    "waiting": "Waiting",
    "drawing": "Drawing\u2026",
    "still_drawing": "Still drawing\u2026",
    "saving": "Saving\u2026",
}
SINCE = "since"
ABOUT = "about {} s"
NEXT = "next in line"
PLACE = {2: "2nd in line", 3: "3rd in line"}
PLACE_OTHER = "{}th in line"
AT = "at"
APPROVAL = "{} of {} approval"
APPROVALS = "{} of {} approvals"
LIKE = "1 like"
LIKES = "{} likes"
DONE = "Done."
TRY_AGAIN = "Slack did not answer in time. Nothing happened: try again in a moment."

ABOUT_APP = "The art desk of a marketing team: briefs, versions, votes and credits in a thread."
ABOUT_APP_LONG = (
    "Say in one line what a picture should show. Artdesk checks it, shows the price, reserves "
    "credits, draws it and opens a thread. A reply in the thread is one small change, every result "
    "a version. Approvers vote by button or reaction; what is approved is locked. Every credit is "
    "in one ledger that the team shares."
)
HINT_BRIEF = "a cold-brew can on wet stone for an Instagram story"
HINT_ARTDESK = "help | history | approvals | credits | models | undo"
REFERENCE = "Use as reference"
REFERENCE_SUMMARY = "Start a new picture with this one attached."
EDIT_IMAGE = "Edit this image"
EDIT_IMAGE_SUMMARY = "Say what should change about it; the old one stays."

SLACK = "Slack"
BOT = "Slack's bot token"
SOCKET = "Slack's app token"
SCOPES = "Slack scopes"
SCOPES_ALL = "all there"
EVENTS = "Slack events"
CHANNELS = "Slack channels"
NO_CHANNEL = "in none yet: /invite @Artdesk where it should work"
NOT_IN_CHANNEL = "briefs live here and the app is not in it: /invite @Artdesk"
SOCKETS = "works, Socket Mode is on"


def known_as(team: str) -> str:
    return f"works, in {team}"


def refused(code: str) -> str:
    return f"Slack says {code or 'no'}"


def out_of_reach(why: str) -> str:
    return f"cannot be reached ({why})"


def scope(name: str) -> str:
    return f"scope {name}"


def scope_for(needed: str) -> str:
    return f"missing, needed for {needed}: add it under OAuth & Permissions and install again"


def events(names: list[str]) -> str:
    return f"needed: {', '.join(names)} (Slack tells nobody which are on)"
