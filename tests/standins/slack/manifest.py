"""An app's manifest as installed: its scopes, events, commands and shortcuts, no more."""

from __future__ import annotations

from tests.standins.schema import misfits, schema
from tests.standins.slack.workspace import Installation
from tests.standins.slack.world import Json

SCHEMA = "slack/manifest.schema.2.0.0.json"


def installed(manifest: Json, installer: str) -> Installation:
    """AssertionError where the published schema does not take it."""
    whole = schema(SCHEMA)
    wrong = misfits(manifest, whole) if whole else []
    if wrong:
        raise AssertionError(f"the manifest does not fit: {wrong}")
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    return Installation(
        scopes=list(manifest["oauth_config"]["scopes"]["bot"]),
        events=set(settings.get("event_subscriptions", {}).get("bot_events", [])),
        commands={one["command"] for one in features.get("slash_commands", [])},
        escaped={
            one["command"] for one in features.get("slash_commands", []) if one.get("should_escape")
        },
        shortcuts={one["callback_id"] for one in features.get("shortcuts", [])},
        home_tab=bool(features.get("app_home", {}).get("home_tab_enabled")),
        installer=installer,
    )
