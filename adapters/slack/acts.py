"""What Slack sends -> an event of the desk. Pure; None = nothing that anybody asked of the desk.

Origins are Slack's own ids of the act (a trigger, a message's channel and ts, a reaction with its
event_ts), so that eleven deliveries under eleven event ids are one act; the event id and the
client's message id are its other names. The actor is bare here: who they are is asked elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.slack import fields, text, words
from adapters.slack.buttons import Does, Mark
from bot.events import (
    Actor,
    Attached,
    Edited,
    Gone,
    Invocation,
    Joined,
    Left,
    Platform,
    Press,
    Reaction,
    Reply,
    Venue,
)

Json = Mapping[str, Any]
SPOKEN = frozenset({"", "file_share", "thread_broadcast", "me_message"})
"""Subtypes of a message that a person wrote."""
SLACKBOT = "USLACKBOT"
HELP = "help"


@dataclass(frozen=True, slots=True)
class Home:
    """The workspace, and who the desk is in it: what auth.test says."""

    installation: str
    """The team; the enterprise where the app is installed for a whole organisation."""
    bot_user: str
    bot: str
    name: str = ""
    url: str = ""
    """https://<workspace>.slack.com/"""
    typed: Mapping[str, str] = field(default_factory=dict)
    """Commands that can be typed -> as they are typed."""

    @property
    def verbs(self) -> frozenset[str]:
        return frozenset(self.typed)

    def venue(self, channel: str, thread: str = "") -> Venue:
        return Venue(Platform.SLACK, self.installation, channel, thread)

    def actor(self, user: str) -> Actor:
        """Nobody said yet who they are."""
        return Actor(Platform.SLACK, self.installation, user, "", platform_admin=None)

    def origin(self, *parts: str) -> str:
        return ":".join(("slack", self.installation, *parts))


def ref(channel: str, ts: str) -> str:
    """The one canonical name of a message."""
    return f"{channel}/{ts}"


def unref(name: str) -> tuple[str, str]:
    """(channel, ts)"""
    channel, _, ts = name.partition("/")
    return channel, ts


def _aliases(home: Home, body: Json, message: Json | None = None) -> tuple[str, ...]:
    said = message or {}
    named = (("event", body.get("event_id")), ("client", said.get("client_msg_id")))
    return tuple(home.origin(kind, str(name)) for kind, name in named if name)


def _at(ts: object, now: float) -> float:
    """Slack's ts as a moment; `now` where it is none."""
    try:
        return float(str(ts))
    except ValueError:
        return now


# --- words ----------------------------------------------------------------------------------------


def command(body: Json, home: Home, now: float) -> Invocation:
    """/brief words, /artdesk verb words, /artdesk-verb words."""
    name, typed = str(body.get("command", "")), text.unescape(str(body.get("text") or "")).strip()
    verb = name.removeprefix("/").removeprefix(f"{words.COMMAND[1:]}-").lower()
    if name.lower() == words.COMMAND:
        first, _, rest = typed.partition(" ")
        verb, typed = first.lower().lstrip("/") or HELP, rest.strip()
    if verb not in home.verbs:
        # Not a verb: the word itself is what they want to know about.
        verb, typed = HELP, verb if verb != HELP else typed
    return Invocation(
        home.origin("trigger", str(body.get("trigger_id", ""))),
        home.actor(str(body["user_id"])),
        home.venue(str(body["channel_id"])),
        now,
        verb,
        typed,
    )


def message(body: Json, home: Home, now: float) -> Invocation | Reply | Edited | Gone | None:
    """A message event, or an app_mention (the same message told a second time)."""
    event: Json = body["event"]
    kind = str(event.get("subtype") or "")
    if kind == "message_changed":
        return _changed(body, home, now)
    if kind == "message_deleted":
        return _deleted(body, home, now)
    if kind not in SPOKEN or not by_a_person(event, home):
        return None
    return spoken(event, home, now, _aliases(home, body, event))


def by_a_person(event: Json, home: Home) -> bool:
    """Other bots are not heard: two of them in one channel would never stop."""
    user = event.get("user")
    return bool(user) and user not in {home.bot_user, SLACKBOT} and not event.get("bot_id")


def spoken(
    event: Json, home: Home, now: float, aliases: tuple[str, ...] = ()
) -> Invocation | Reply | None:
    """Words of a person: a reply in a thread of the desk, or a brief in plain words."""
    channel, ts = str(event["channel"]), str(event["ts"])
    emoji = text.emoji_of(event.get("blocks"))
    said = text.heard(str(event.get("text") or ""), home.bot_user, emoji)
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    thread, attached = _thread_of(event, home), attachments(event)
    if not thread and not direct and not said.mentions_bot:
        return None
    if not said.text and not attached and not said.mentions_bot:
        return None
    origin, actor = home.origin("message", channel, ts), home.actor(str(event["user"]))
    at = _at(ts, now)
    verb = said.text.lower().lstrip("/")
    plain = verb if verb in home.verbs and not attached else ""
    called = Invocation(
        origin,
        actor,
        home.venue(channel),
        at,
        plain or "brief",
        "" if plain else said.text,
        attached=attached,
        aliases=aliases,
    )
    if not thread:
        return called
    return Reply(
        origin,
        actor,
        home.venue(channel, thread),
        at,
        said.text,
        mentions_bot=said.mentions_bot,
        mentions_others=said.mentions_others,
        attached=attached,
        under=ref(channel, thread),
        aliases=aliases,
        otherwise=called if said.mentions_bot else None,
    )


def found(message: Json, channel: str, home: Home, now: float) -> Invocation | Reply | None:
    """A message that was read from a thread: the same act as its event, under the same names."""
    if str(message.get("subtype") or "") not in SPOKEN or not by_a_person(message, home):
        return None
    aliases = _aliases(home, {}, message)
    return spoken({**message, "channel": channel}, home, now, aliases)


def _thread_of(event: Json, home: Home) -> str:
    """The root's ts of a thread that the desk began; "" for every other one. Slack says who wrote
    the root; where it does not, the desk itself decides whether the thread is its own."""
    thread = str(event.get("thread_ts") or "")
    root = event.get("root")
    by = event.get("parent_user_id") or (root.get("user") if isinstance(root, Mapping) else None)
    if not thread or thread == event["ts"] or (by and by != home.bot_user):
        return ""
    return thread


def attachments(event: Json) -> tuple[Attached, ...]:
    files = event.get("files") or ()
    return tuple(fields.attached(dict(one)) for one in files if one.get("mode") != "tombstone")


def _changed(body: Json, home: Home, now: float) -> Edited | None:
    """Only where a person changed their words: unfurls and translations come the same way."""
    event: Json = body["event"]
    new, old = event.get("message") or {}, event.get("previous_message") or {}
    if not by_a_person(new, home) or "edited" not in new or new.get("text") == old.get("text"):
        return None
    if str(new.get("subtype") or "") not in SPOKEN:
        return None
    channel, ts = str(event["channel"]), str(new["ts"])
    emoji = text.emoji_of(new.get("blocks"))
    said = text.heard(str(new.get("text") or ""), home.bot_user, emoji)
    whole = {**new, "channel": channel}
    thread = _thread_of(whole, home)
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    if not thread and not direct and not said.mentions_bot:
        return None
    edited = str((new.get("edited") or {}).get("ts") or event.get("ts"))
    return Edited(
        home.origin("edit", channel, ts, edited),
        home.actor(str(new["user"])),
        home.venue(channel, thread),
        _at(edited, now),
        home.origin("message", channel, ts),
        said.text,
        aliases=_aliases(home, body),
    )


def _deleted(body: Json, home: Home, now: float) -> Gone | None:
    """A message of the desk that somebody took away."""
    event: Json = body["event"]
    old = event.get("previous_message") or {}
    if old.get("user") != home.bot_user and old.get("bot_id") != home.bot:
        return None
    channel, ts = str(event["channel"]), str(event.get("deleted_ts") or old.get("ts"))
    thread = str(old.get("thread_ts") or "")
    return Gone(
        home.origin("gone", channel, ts),
        home.actor(home.bot_user),
        home.venue(channel, thread if thread != ts else ""),
        _at(event.get("event_ts"), now),
        ref(channel, ts),
        aliases=_aliases(home, body),
    )


# --- reactions ------------------------------------------------------------------------------------


def reaction(body: Json, home: Home, now: float) -> Reaction | None:
    """On messages of the desk alone; whose it is stands in item_user (not on every message)."""
    event: Json = body["event"]
    item, user = event.get("item") or {}, str(event.get("user") or "")
    by = event.get("item_user")
    if item.get("type") != "message" or not user or user == home.bot_user:
        return None
    if by and by != home.bot_user:
        return None
    channel, ts = str(item["channel"]), str(item["ts"])
    name, moment = str(event.get("reaction", "")), str(event.get("event_ts", ""))
    added = event.get("type") == "reaction_added"
    return Reaction(
        home.origin("reaction", channel, ts, user, name, moment, "on" if added else "off"),
        home.actor(user),
        home.venue(channel),
        _at(moment, now),
        ref(channel, ts),
        name,
        added,
        aliases=_aliases(home, body),
    )


# --- coming and going -----------------------------------------------------------------------------


def joined(body: Json, home: Home, now: float) -> Joined | None:
    """The desk itself came into a channel; the actor brought it."""
    event: Json = body["event"]
    if event.get("user") != home.bot_user:
        return None
    channel, moment = str(event["channel"]), str(event.get("event_ts", ""))
    return Joined(
        home.origin("joined", channel, moment),
        home.actor(str(event.get("inviter") or home.bot_user)),
        home.venue(channel),
        _at(moment, now),
        home.name,
        aliases=_aliases(home, body),
    )


def left(body: Json, home: Home, now: float) -> Left | None:
    """The app was taken away, or its token was."""
    event: Json = body["event"]
    if event.get("type") == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
        return None
    moment = str(body.get("event_time", ""))
    return Left(
        home.origin("left", moment),
        home.actor(home.bot_user),
        home.venue(""),
        _at(moment, now),
        aliases=_aliases(home, body),
    )


# --- buttons --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was pressed or chosen, and how to answer there."""

    channel: str = ""
    thread: str = ""
    message: str = ""
    """Its ts."""
    ephemeral: bool = False
    view: str = ""
    """The modal's or the home tab's id."""
    in_home: bool = False
    trigger: str = ""
    hook: str = ""


def place(body: Json) -> Place:
    """Of any interaction."""
    box = body.get("container") or {}
    view, said = body.get("view") or {}, body.get("message") or {}
    channel = (body.get("channel") or {}).get("id") or box.get("channel_id") or ""
    message = str(box.get("message_ts") or body.get("message_ts") or said.get("ts") or "")
    thread = str(box.get("thread_ts") or said.get("thread_ts") or "")
    return Place(
        channel=str(channel),
        thread=thread,
        message=message,
        ephemeral=bool(box.get("is_ephemeral")),
        view=str(view.get("id") or ""),
        in_home=view.get("type") == "home",
        trigger=str(body.get("trigger_id") or ""),
        hook=str(body.get("response_url") or ""),
    )


def pressed(
    body: Json, action: Json, where: Place, home: Home, now: float
) -> Press | Reply | Invocation | None:
    """One action of block_actions; what the desk does not need to hear (More, a file, a link) is
    None."""
    does = str(action.get("action_id", "")).partition(".")[0]
    value = str(action.get("value") or "")
    actor = home.actor(str(body["user"]["id"]))
    origin = home.origin("trigger", where.trigger, str(action.get("action_id", "")))
    venue = home.venue(where.channel, where.thread or _own_thread(where, action))
    at = _at(action.get("action_ts"), now)
    if does == Does.REPLY:
        # Pressed on a picture's card: said to the desk, whatever else is being talked about.
        return Reply(origin, actor, venue, at, value, mentions_bot=True)
    if does == Does.PAGE:
        name, _, words_of = value.partition("/")
        return Invocation(origin, actor, venue, at, name, words_of)
    if does != Does.PRESS:
        return None
    mark = Mark.read(str(action.get("block_id", "")))
    message = mark.message or (ref(where.channel, where.message) if where.message else "")
    return Press(origin, actor, venue, at, value, message, mark.revision)


def _own_thread(where: Place, action: Json) -> str:
    """The root of a thread is in its own thread: only posts of the studio open one."""
    mark = Mark.read(str(action.get("block_id", "")))
    return where.message if mark.post and not where.thread and not where.ephemeral else ""
