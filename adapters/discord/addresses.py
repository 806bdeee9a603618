"""Where Discord is: its own addresses, or those of the settings (a proxy, a test). The only place
where the SDK is told so, and the only list of hosts that a file may come from."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import discord
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from yarl import URL

CDN_HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
HTTPS = "https"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Empty: Discord's own."""

    api: str = ""
    gateway: str = ""
    cdn: str = ""

    def use(self) -> None:
        """Tells the SDK, which keeps addresses in its classes: one Discord a process."""
        if self.api:
            discord.http.Route.BASE = self.api.rstrip("/")
        if self.gateway:
            DiscordWebSocket.DEFAULT_GATEWAY = URL(self.gateway)
        if self.cdn:
            Asset.BASE = self.cdn.rstrip("/")

    def is_file(self, url: str) -> bool:
        """Whether a file may be fetched from there: no other host is ever asked for one."""
        try:
            parts = urlsplit(url)
            here = (parts.scheme, parts.hostname, parts.port)
        except ValueError:
            return False
        if parts.username or parts.password:
            return False
        if self.cdn:
            own = urlsplit(self.cdn)
            return here == (own.scheme, own.hostname, own.port)
        return parts.scheme == HTTPS and parts.hostname in CDN_HOSTS and parts.port in {None, 443}
