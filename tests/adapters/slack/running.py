"""A real AsyncApp with a real AsyncSocketModeHandler over a stand-in of its own, for tests."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.slack import Slack, slack_standin

QUIET = logging.getLogger("slack-standin")
QUIET.setLevel(logging.CRITICAL)
Body = dict[str, Any]
PING_S = 0.2
"""Between two pings of the SDK: a cut line is noticed soon."""


@dataclass
class Running:
    slack: Slack
    app: AsyncApp
    client: AsyncWebClient
    handlers: list[AsyncSocketModeHandler] = field(default_factory=list)

    async def connect(self) -> AsyncSocketModeHandler:
        handler = AsyncSocketModeHandler(
            self.app, self.slack.app_token, logger=QUIET, ping_interval=PING_S
        )
        self.handlers.append(handler)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await self.slack.connected(len(self.handlers))
        return handler

    @property
    def design(self) -> str:
        return self.slack.place("design").id

    async def post(self, text: str, **more: Any) -> Any:
        """A well-behaved chat.postMessage."""
        more = {"channel": self.design, "unfurl_links": False, "unfurl_media": False, **more}
        return await self.client.chat_postMessage(text=text, **more)

    def view(self, **more: Any) -> dict[str, Any]:
        prompt = {"type": "plain_text_input", "action_id": "v", "multiline": True}
        files = {"type": "file_input", "action_id": "v", "filetypes": ["png"], "max_files": 3}
        return {
            "type": "modal",
            "callback_id": "brief",
            "title": {"type": "plain_text", "text": "Brief"},
            "submit": {"type": "plain_text", "text": "Make it"},
            "blocks": [
                {
                    "type": "input",
                    "block_id": "prompt",
                    "label": {"type": "plain_text", "text": "What should it show?"},
                    "element": prompt,
                },
                {
                    "type": "input",
                    "block_id": "refs",
                    "optional": True,
                    "label": {"type": "plain_text", "text": "Photos"},
                    "element": files,
                },
            ],
            **more,
        }


@pytest.fixture
async def slack(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Slack]:
    """Nothing of the person's own Slack settings reaches the SDK."""
    for name in list(os.environ):
        if name.startswith("SLACK_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    async with slack_standin() as standin:
        yield standin


@pytest.fixture
async def running(slack: Slack) -> AsyncIterator[Running]:
    async with ClientSession() as session:
        client = AsyncWebClient(
            slack.bot_token, slack.base_url, session=session, logger=QUIET, retry_handlers=[]
        )
        app = AsyncApp(client=client, logger=QUIET)
        made = Running(slack, app, client)
        yield made
        for handler in made.handlers:
            await handler.close_async()  # type: ignore[no-untyped-call]
