"""What every message of the desk carries out of sight: which post it is, and how it stood when it
was drawn. It is the address of the embed, which has no title and so is never seen or pressed.

It is the durable mark by which a post whose fate is unknown is found again (Chat.look), the
revision of a press, and the words of a second step; it lives as long as the message does.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

_HOST = "discord.com"
"""An address that Discord takes; whoever found it would land in the channel itself."""


@dataclass(frozen=True, slots=True)
class Mark:
    """`post`: "" for an answer to one person. `kind`: Card.kind. `message`: the ref of the message
    that this one asks about, "" = itself. `steps`: (press, what it would do) of second steps."""

    post: str = ""
    revision: str = ""
    kind: str = ""
    message: str = ""
    steps: tuple[tuple[str, str], ...] = ()

    def url(self) -> str:
        query = [("m", self.message)] if self.message else []
        asked = urlencode([*query, *self.steps], quote_via=quote, safe=":/")
        fragment = f"{self.post}.{self.revision}.{self.kind}"
        return f"https://{_HOST}/channels/@me?{asked}#{fragment}"

    def step(self, press: str) -> str:
        """What a press would do, "" = unknown."""
        return dict(self.steps).get(press, "")


def read(url: str | None) -> Mark | None:
    """The mark of an embed's address; None for any other address."""
    if not url or not url.startswith(f"https://{_HOST}/channels/@me?"):
        return None
    parts = urlsplit(url)
    words = parts.fragment.split(".")
    if len(words) != len(("post", "revision", "kind")):
        return None
    pairs = parse_qsl(parts.query)
    message = next((value for name, value in pairs if name == "m"), "")
    steps = tuple((name, value) for name, value in pairs if name != "m")
    return Mark(words[0], words[1], words[2], message, steps)
