"""A real AsyncApp with a real AsyncSocketModeHandler over a stand-in of its own, for tests."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.slack import Modal, Person, Slack, slack_standin
from tests.standins.vendor_pictures import draw

QUIET = logging.getLogger("slack-standin")
QUIET.setLevel(logging.CRITICAL)
PNG = draw("a can", 64, 64, "png")
JPEG = draw("a can", 64, 64, "jpeg")
WEBP = draw("a can", 64, 64, "webp")
Body = dict[str, Any]
PING_S = 0.2
"""Between two pings of the SDK: a cut line is noticed soon."""


@dataclass
class Running:
    slack: Slack
    app: AsyncApp
    client: AsyncWebClient
    session: ClientSession
    handlers: list[AsyncSocketModeHandler] = field(default_factory=list)

    async def connect(self) -> AsyncSocketModeHandler:
        handler = AsyncSocketModeHandler(
            self.app, self.slack.app_token, logger=QUIET, ping_interval=PING_S
        )
        self.handlers.append(handler)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await self.slack.connected(len(self.handlers))
        return handler

    events: list[Body] = field(default_factory=list)

    async def listen(self) -> None:
        """The app hears everything, into `events`."""

        @self.app.event(re.compile(".*"))
        async def heard(event: Body) -> None:
            self.events.append(event)
            self.slack.news.tell()

    async def heard(self, count: int) -> None:
        await self.slack.until(
            lambda: True if len(self.events) >= count else None, f"{count} events"
        )

    async def opened(self, person: Person, **more: Any) -> Modal:
        """The brief's modal in front of a person."""
        trigger = self.slack.new_trigger(person.id)
        await self.client.views_open(trigger_id=trigger, view=self.view(**more))
        return await person.modal("Brief")

    async def upload(self, data: bytes, name: str = "v1.png", **share: Any) -> str:
        """The three steps; the id of the file."""
        got = await self.client.files_getUploadURLExternal(filename=name, length=len(data))
        async with self.session.post(got["upload_url"], data=data) as came:
            assert came.status == 200, await came.text()
        files = [{"id": got["file_id"], "title": name}]
        await self.client.files_completeUploadExternal(files=files, **share)
        return str(got["file_id"])

    async def shown(self, file: str) -> str:
        """Posts a picture; "" or the error."""
        image = {"type": "image", "alt_text": "a can", "slack_file": {"id": file}}
        try:
            await self.post("a can", blocks=[image])
        except SlackApiError as refused:
            return str(refused.response["error"])
        return ""

    async def fetch(self, url: str, token: str = "") -> tuple[str, bytes]:
        """A download with the app's token: content type and bytes."""
        bearer = {"Authorization": f"Bearer {token or self.slack.bot_token}"}
        async with self.session.get(url, headers=bearer) as came:
            return came.content_type, await came.read()

    def buttons(self, action_id: str, label: str, value: str) -> Body:
        text = {"type": "plain_text", "text": label}
        button = {"type": "button", "action_id": action_id, "text": text, "value": value}
        return {"type": "actions", "elements": [button]}

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
        made = Running(slack, app, client, session)
        yield made
        for handler in made.handlers:
            await handler.close_async()  # type: ignore[no-untyped-call]
