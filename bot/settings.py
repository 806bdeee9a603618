"""Environment and .env -> one frozen Settings. Every mistake is listed at once, in words.

The only module that reads the environment; everything has a default, so the studio starts with no
settings at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import BadSettings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class OwnServer:
    """One entry of `self_hosted`."""

    name: str
    usd: Decimal
    """A picture, as the team counts it."""
    url: str
    key: SecretStr


_OWN = re.compile(
    r"(?P<name>[A-Za-z0-9][\w./-]{0,59})(@(?P<usd>\d{1,4}(\.\d{1,6})?))?"
    r"=(?P<url>https?://[^\s=?#]+)(=(?P<key>\S+))?"
)


def _entries(value: SecretStr | None) -> tuple[str, ...]:
    text = value.get_secret_value() if value else ""
    return tuple(re.split(r"[\s,]+", text.strip(" ,\n"))) if text.strip(" ,\n") else ()


class Settings(BaseSettings):
    """All settings; the name in the environment is ARTDESK_ + the upper-case field name."""

    model_config = SettingsConfigDict(
        env_prefix="ARTDESK_", env_file=".env", extra="ignore", frozen=True
    )

    data: Path = Field(Path("data"), description="Folder of the database, pictures and backups.")
    host: str = Field("127.0.0.1", description="Address to listen on; elsewhere needs a secret.")
    port: int = Field(8717, ge=0, le=65535, description="Port; 0 picks a free one.")
    secret: SecretStr | None = Field(None, description="Signs personal links; at least 32 letters.")
    public_url: str = Field("", description="Address people use when it is not http://host:port.")
    team_name: str = Field("Our team", min_length=1, max_length=80)
    time_zone: str = Field("UTC", description="The team's time zone, as in Europe/Berlin.")
    google_api_key: SecretStr | None = Field(None, description="Nano Banana models.")
    google_base_url: str = Field(
        "",
        pattern=r"^(https?://\S+)?$",
        description="Where the Gemini API is; empty = Google's own.",
    )
    google_api_version: str = Field(
        "v1",
        pattern=r"^v\d+(alpha|beta)?\d*$",
        description="Version of the Gemini API; v1beta knows more fields.",
    )
    openai_api_key: SecretStr | None = Field(None, description="GPT Image models.")
    openai_base_url: str = Field(
        "",
        pattern=r"^(https?://\S+)?$",
        description="Where the OpenAI API is, with its /v1; empty = OpenAI's own.",
    )
    self_hosted: SecretStr | None = Field(
        None,
        description="Image servers of your own: name=url, name=url=key, name@0.02=url.",
    )
    discord_token: SecretStr | None = Field(None, description="The Discord bot's token.")
    discord_servers: str = Field(
        "",
        pattern=r"^[\d\s,]*$",
        description="Ids of the Discord servers that this team works in; empty = the first one "
        "that invites the bot.",
    )
    discord_develop: bool = Field(
        default=False, description="Commands per server (at once) instead of everywhere."
    )
    discord_read_threads: bool = Field(
        default=True,
        description="Asks for Discord's message content; off, threads work by mention and button.",
    )
    discord_api_url: str = Field(
        "", pattern=r"^(https?://\S+)?$", description="Discord's REST address with its /api/v10."
    )
    discord_gateway_url: str = Field(
        "", pattern=r"^(wss?://\S+)?$", description="Discord's gateway address."
    )
    discord_cdn_url: str = Field(
        "", pattern=r"^(https?://\S+)?$", description="Discord's file address."
    )
    slack_bot_token: SecretStr | None = Field(None, description="Slack's xoxb- token.")
    slack_app_token: SecretStr | None = Field(None, description="Slack's xapp- token.")
    slack_api_url: str = Field(
        "", pattern=r"^(https?://\S+)?$", description="Slack's API address with its /api/."
    )
    slack_long_names: bool = Field(
        default=False,
        description="Every command by its own name (/artdesk-history) instead of /artdesk history.",
    )
    credits_per_usd: Decimal = Field(
        Decimal(100), gt=0, description="1 credit = 1 US cent of vendor list price."
    )
    practice_credits: int = Field(500, ge=0, le=100_000, description="Until the first real grant.")
    sketches_per_minute: int = Field(20, ge=1, le=600, description="Free sketches of one member.")
    partials: int = Field(
        1,
        ge=0,
        le=3,
        description="Unfinished pictures shown on the page on the way to each, where a vendor has "
        "them; each is in the price. 0 = none.",
    )
    backup_daily: bool = Field(default=True, description="A backup a day into data/backups.")
    backup_keep: int = Field(7, ge=1, le=365, description="Backups kept.")
    max_db_pages: int = Field(
        0, ge=0, description="Cap of the database in 4 KiB pages; 0 = the disk decides."
    )

    def is_local(self) -> bool:
        """Nobody but this computer can reach the page."""
        return self.host in LOOPBACK

    def own_servers(self) -> tuple[OwnServer, ...]:
        """The servers of `self_hosted`, in its order."""
        found = (_OWN.fullmatch(entry) for entry in _entries(self.self_hosted))
        return tuple(
            OwnServer(m["name"], Decimal(m["usd"] or 0), m["url"], SecretStr(m["key"] or ""))
            for m in found
            if m
        )

    def discord_homes(self) -> frozenset[str]:
        """Ids of the servers in `discord_servers`; empty = whoever comes first."""
        return frozenset(self.discord_servers.replace(",", " ").split())

    def database(self) -> Path:
        return self.data / "artdesk.db"

    def files(self) -> Path:
        return self.data / "files"

    def log(self) -> Path:
        return self.data / "artdesk.log"

    def backups(self) -> Path:
        return self.data / "backups"


SECRET_MIN = 32
"""Letters of a secret: shorter ones can be guessed by machine."""


def read_settings(values: Mapping[str, str] | None = None) -> Settings:
    """From the environment, or from `values` alone (tests). Raises BadSettings: all mistakes."""
    try:
        settings = (
            Settings() if values is None else Settings(_env_file=None, **dict(values))  # type: ignore[arg-type]
        )
    except ValidationError as error:
        raise BadSettings(
            tuple(_sentence(item["loc"], item["msg"]) for item in error.errors())
        ) from error
    mistakes = _mistakes(settings)
    if mistakes:
        raise BadSettings(mistakes)
    return settings


def _mistakes(settings: Settings) -> tuple[str, ...]:
    found = []
    secret = settings.secret.get_secret_value() if settings.secret else ""
    if secret and len(secret) < SECRET_MIN:
        found.append(f"ARTDESK_SECRET: at least {SECRET_MIN} letters, this one has {len(secret)}")
    if settings.time_zone not in available_timezones():
        found.append(
            f"ARTDESK_TIME_ZONE: there is no {settings.time_zone}; like this: Europe/Berlin"
        )
    if not settings.is_local() and not secret:
        found.append(
            f"ARTDESK_HOST is {settings.host}: other computers could reach the page, "
            "so ARTDESK_SECRET must be set too"
        )
    if bool(settings.slack_bot_token) is not bool(settings.slack_app_token):
        found.append("ARTDESK_SLACK_BOT_TOKEN and ARTDESK_SLACK_APP_TOKEN go together")
    found += _own_mistakes(settings)
    return tuple(found)


def _own_mistakes(settings: Settings) -> list[str]:
    """Never with the entry itself: it may hold a key."""
    name = "ARTDESK_SELF_HOSTED"
    found = [
        f"{name}: entry {number} is not name=url, name=url=key or name@0.02=url"
        for number, entry in enumerate(_entries(settings.self_hosted), start=1)
        if not _OWN.fullmatch(entry)
    ]
    names = [server.name.replace("/", "-").lower() for server in settings.own_servers()]
    found += [
        f"{name}: {n} stands there twice" for n in sorted({n for n in names if names.count(n) > 1})
    ]
    return found


def _sentence(place: tuple[int | str, ...], message: str) -> str:
    name = "_".join(str(step) for step in place).upper()
    return f"ARTDESK_{name}: {message}"
