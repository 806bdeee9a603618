"""The app's manifest as data: it says what the code registers and calls, and nothing more (tested).

`METHODS` and `EVENTS` say which scope each call and each event needs; the scopes asked for are
their union, so that `doctor` can name what is missing and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adapters.slack import limits, words
from bot.forms import Form

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Method:
    tier: int
    """1 to 4, see limits.TIERS."""
    scopes: tuple[str, ...] = ()


_TALK = ("channels:history", "groups:history", "im:history", "mpim:history")
_LOOK = ("channels:read", "groups:read", "im:read", "mpim:read")

METHODS = {
    "auth.test": Method(4),
    "apps.connections.open": Method(1),
    "chat.postMessage": Method(4, ("chat:write",)),
    "chat.update": Method(3, ("chat:write",)),
    "chat.delete": Method(3, ("chat:write",)),
    "chat.postEphemeral": Method(4, ("chat:write",)),
    "conversations.history": Method(3, _TALK),
    "conversations.replies": Method(3, _TALK),
    "conversations.info": Method(3, _LOOK),
    "conversations.open": Method(3, ("im:write",)),
    "files.completeUploadExternal": Method(4, ("files:write",)),
    "files.getUploadURLExternal": Method(4, ("files:write",)),
    "files.info": Method(4, ("files:read",)),
    "reactions.get": Method(3, ("reactions:read",)),
    "users.conversations": Method(3, _LOOK),
    "users.info": Method(4, ("users:read",)),
    "views.open": Method(4),
    "views.publish": Method(4),
    "views.push": Method(4),
    "views.update": Method(4),
}
"""Every method that is called."""

EVENTS: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "member_joined_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "tokens_revoked": (),
}
"""Every event that is subscribed to; on the wire all message.* are `message`."""

REFERENCE, EDIT_IMAGE, MENU = "reference", "edit_message", "menu"
"""Callback ids of the shortcuts that are no command of their own."""
SINGLE = "command."
"""Before a command's name in the callback id of its own global shortcut."""


def scopes() -> tuple[str, ...]:
    wanted = {"commands"}
    for method in METHODS.values():
        wanted.update(method.scopes)
    for needed in EVENTS.values():
        wanted.update(needed)
    return tuple(sorted(wanted))


def needs(scope: str) -> tuple[str, ...]:
    """The methods and events that do not work without a scope."""
    methods = [name for name, method in METHODS.items() if scope in method.scopes]
    return (*methods, *(name for name, needed in EVENTS.items() if scope in needed))


def wire_events() -> frozenset[str]:
    """Types as they arrive."""
    return frozenset(name.partition(".")[0] for name in EVENTS)


def typed(forms: tuple[Form, ...]) -> tuple[Form, ...]:
    """Commands that people type, in the order of /help."""
    return tuple(form for form in forms if form.slash)


def command_names(forms: tuple[Form, ...], *, long_names: bool) -> dict[str, Form | None]:
    """Slash command -> its form; None = the one that takes a verb."""
    named = {f"/{form.command}": form for form in typed(forms)}
    brief: dict[str, Form | None] = {words.BRIEF: named.pop(words.BRIEF)}
    if long_names:
        return brief | {f"{words.COMMAND}-{form.command}": form for form in named.values()}
    return brief | {words.COMMAND: None}


def as_typed(forms: tuple[Form, ...], *, long_names: bool) -> dict[str, str]:
    """Command -> what people type for it, its slash included."""
    joint = "-" if long_names else " "
    return {
        form.command: words.BRIEF
        if f"/{form.command}" == words.BRIEF
        else f"{words.COMMAND}{joint}{form.command}"
        for form in typed(forms)
    }


def shortcuts(forms: tuple[Form, ...]) -> list[Json]:
    """Two for messages, one with every command behind it, then as many as there is room for."""
    made = [
        _shortcut("message", REFERENCE, words.REFERENCE, words.REFERENCE_SUMMARY),
        _shortcut("message", EDIT_IMAGE, words.EDIT_IMAGE, words.EDIT_IMAGE_SUMMARY),
        _shortcut("global", MENU, words.EVERYTHING, words.EVERYTHING_SUMMARY),
    ]
    room = limits.SHORTCUTS_MAX - len(made)
    own = [form for form in typed(forms) if form.right != "admin"][:room]
    return made + [
        _shortcut("global", f"{SINGLE}{form.command}", form.title, form.summary) for form in own
    ]


def _shortcut(kind: str, name: str, title: str, summary: str) -> Json:
    return {"name": title, "type": kind, "callback_id": name, "description": summary}


def manifest(forms: tuple[Form, ...], *, long_names: bool = False) -> Json:
    """What "Create an app from a manifest" takes, schema v2; Socket Mode needs no addresses."""
    return {
        "display_information": {
            "name": words.APP,
            "description": words.ABOUT_APP,
            "long_description": words.ABOUT_APP_LONG,
            "background_color": "#1f2430",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": words.APP, "always_online": True},
            "slash_commands": [
                _command(name, form)
                for name, form in command_names(forms, long_names=long_names).items()
            ],
            "shortcuts": shortcuts(forms),
        },
        "oauth_config": {"scopes": {"bot": list(scopes())}},
        "settings": {
            "event_subscriptions": {"bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def _command(name: str, form: Form | None) -> Json:
    if form is None:
        summary, hint = words.EVERYTHING_SUMMARY, words.HINT_ARTDESK
    else:
        summary, hint = form.summary, words.HINT_BRIEF if name == words.BRIEF else ""
    made: Json = {"command": name, "description": summary, "should_escape": False}
    return made | ({"usage_hint": hint} if hint else {})
