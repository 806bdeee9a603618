"""The labels that Discord's forms and menus need. What the studio says comes with its cards."""

from __future__ import annotations

MORE = "More"
MORE_OPTIONS = "More options"
WHO = "Change a person"
YES, NO = "Yes", "No"
KEEP = "No, leave it"
LEFT = "Nothing was changed."
FORM = "Artdesk"
REFERENCE = "Use as reference"
EDIT_IMAGE = "Edit this image"
WHAT_CHANGES = "What should change?"
CHANGE_EXAMPLE = "warmer light"
PHOTO = "Photo"
ROLE_OF_PHOTO = "What is this photo for? Empty = guessed"
MORE_PHOTOS = "Photos that are there already stay."
WITH_COMMAS = "commas between"
PARTS_LOST = "Some parts did not get through. Press again to have them all."
NOT_IN_TIME = "Discord did not pass that on in time, so nothing was done. Please try again."
STOPPING = "The desk is restarting. Please try again in a minute."
HERE = "Here it is."
GONE_PICTURE = "This picture is not there any more."
CHOICES = {
    "strict": "exact",
    "balanced": "close",
    "free": "loose",
    "purchased": "bought",
    "promo": "gift",
    "adjust": "correction",
    "base": "the picture to change",
    "mask": "where to change it",
    "character": "person or character",
}
"""Values of forms that people call differently; all others are shown as they are."""
TOKEN, DISCORD, INVITE, SERVERS = (
    "Discord token",
    "Discord",
    "Discord invitation",
    "Discord servers",
)
NOT_KNOWN = "Discord does not know it: copy it again (developer portal, Bot, Reset Token)"
CONTENT = "Discord message content"
CONTENT_ON = "on: replies in a thread are read"
CONTENT_UNWANTED = "off, as set: threads work by mention, reply with the ping, and buttons"
CONTENT_OFF = (
    "off: switch it on (developer portal, Bot, Message Content Intent), or set "
    "ARTDESK_DISCORD_READ_THREADS=false; until then threads work by mention and buttons"
)
NO_SERVER = "in none yet: an admin of a server opens the invitation"
OTHER_TEAM = "not one of ARTDESK_DISCORD_SERVERS: nothing happens there"
ALLOWED = "every permission is there"
NOT_SEEN = "not visible to the bot"
STAGES = {
    "waiting": "Waiting",
    "drawing": "Drawing",
    "still_drawing": "Still drawing",
    "saving": "Saving",
}
VOTES = {"approve": "approves", "changes": "needs changes", "reject": "rejects"}


def choice(value: str) -> str:
    return CHOICES.get(value, value)


def page(number: int, pages: int) -> str:
    return f"{MORE_OPTIONS} {number} of {pages}"


def place(queue_place: int) -> str:
    """As in "2nd in line"."""
    ends = {1: "next", 2: "2nd", 3: "3rd"}
    return f"{ends.get(queue_place, f'{queue_place}th')} in line"


def about(seconds: int) -> str:
    return f"about {seconds} s"


def tally(approvals: int, needed: int, likes: int) -> str:
    said = f"{approvals} of {needed} {'approval' if needed == 1 else 'approvals'}"
    return said if not likes else f"{said} - {likes} {'like' if likes == 1 else 'likes'}"


def rest(rows: int, name: str) -> str:
    return f"{rows} more in {name}"


def sure(label: str) -> str:
    return f"{label}: sure?"


def size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB"


def smaller(bytes_: int) -> str:
    """Under a picture whose original is larger than the place takes."""
    return f"Shown smaller: the original has {size(bytes_)}. More - Original."


def too_large(name: str, bytes_: int) -> str:
    return f"{name} has {size(bytes_)}, more than Discord takes here. This is a JPG of it."


def in_parts(name: str) -> str:
    return f"{name} in parts"


def joined(name: str, parts: int) -> str:
    """How to put an original together again."""
    return (
        f"{name} in {parts} parts. Put them together: `cat {name}.* > {name}` "
        f"(Windows: `copy /b {name}.* {name}`)."
    )


def no_content(name: str) -> str:
    """Once a thread, where the desk may not read what people write."""
    return (
        f"I cannot read plain replies here. To change a picture: mention @{name}, reply to it "
        "with the ping on, or press Change..."
    )


def known_as(name: str) -> str:
    return f"works, the bot is {name}"


def out_of_reach(why: str) -> str:
    return f"cannot be reached ({why})"


def not_in(server: str) -> str:
    return f"the bot is not in {server}: an admin there opens the invitation"


def lacks(permissions: tuple[str, ...]) -> str:
    return f"missing: {', '.join(permissions)}"
