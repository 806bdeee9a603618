"""Files up and down: from Slack's hosts alone, capped, looked at, tried again when the line breaks."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.slack import limits
from bot.errors import BadPicture, Unreachable
from bot.events import Attached
from tests.adapters.slack.office import PNG, Office
from tests.standins.slack import File


def there(office: Office, data: bytes = PNG, **more: Any) -> File:
    """A file of ann's that the desk may see."""
    file = office.person("ann").new_file("can.png", data, **more)
    file.given.add(office.slack.world.user_called("artdesk").id)
    return file


def attached(office: Office, file: File, **more: Any) -> Attached:
    url = f"{office.slack.world.origin}/files-pri/{file.team}-{file.id}/{file.name}"
    return Attached(**{"id": file.id, "url": url, "filename": file.name, **more})


async def test_a_file_is_fetched_by_its_address_or_by_its_id(office: Office) -> None:
    file = there(office)
    assert await office.surface.chat.fetch(attached(office, file)) == PNG
    assert await office.surface.chat.fetch(attached(office, file, url="")) == PNG


async def test_a_redirect_is_followed_within_slack_alone(office: Office) -> None:
    file, target = there(office), there(office)
    file.moved = attached(office, target).url
    assert await office.surface.chat.fetch(attached(office, file)) == PNG
    file.moved = "http://127.0.0.1:9/evil.png"
    with pytest.raises(BadPicture):
        await office.surface.chat.fetch(attached(office, file))


async def test_a_redirect_in_circles_ends(office: Office) -> None:
    file = there(office)
    file.moved = attached(office, file).url
    with pytest.raises(BadPicture):
        await office.surface.chat.fetch(attached(office, file))


async def test_a_file_of_another_host_is_not_asked_for(office: Office) -> None:
    asked = Attached("F1", "http://127.0.0.1:9/files-pri/T-F/can.png", "can.png")
    with pytest.raises(BadPicture):
        await office.surface.chat.fetch(asked)


async def test_what_is_too_large_is_said_before_and_while_it_comes(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FETCH_BYTES_MAX", 1000)
    file = there(office)
    for more in ({"size": len(PNG)}, {"url": ""}, {}):
        with pytest.raises(BadPicture) as wrong:
            await office.surface.chat.fetch(attached(office, file, **more))
        assert wrong.value.reason == "too_large"


async def test_a_login_page_is_a_permission_that_is_missing(office: Office) -> None:
    file = there(office)
    file.given.clear()
    with pytest.raises(Unreachable) as wrong:
        await office.surface.chat.fetch(attached(office, file))
    assert wrong.value.detail == "files:read"
    office.slack.found.clear()


async def test_a_file_that_nobody_knows_is_gone(office: Office) -> None:
    with pytest.raises(BadPicture) as wrong:
        await office.surface.chat.fetch(Attached("F0GONE0001", "", "can.png"))
    assert wrong.value.reason == "expired"


async def test_a_server_that_breaks_is_asked_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FETCH_NAP_S", 0.01)
    file, files, broken = there(office), office.surface.chat.files, [1, 2]
    get = files._get

    async def breaks(url: str, asked: Attached) -> bytes | str:
        if broken:
            raise OSError(broken.pop())
        return await get(url, asked)

    monkeypatch.setattr(files, "_get", breaks)
    assert await office.surface.chat.fetch(attached(office, file)) == PNG
    broken += [3, 4, 5]
    with pytest.raises(BadPicture):
        await office.surface.chat.fetch(attached(office, file))


async def test_one_picture_in_many_windows_is_uploaded_once(office: Office) -> None:
    await office.in_review()
    assert len(office.slack.calls("files.completeUploadExternal")) == 1
    shown = [c for c in office.slack.api.calls if "slack_file" in str(c.args.get("blocks", ""))]
    assert len(shown) >= 3


async def test_every_picture_has_its_words_in_the_file_and_in_the_block(office: Office) -> None:
    root = await office.drawn()
    (file,) = office.slack.world.files.values()
    (image,) = [b for b in root.blocks if b["type"] == "image"]
    assert file.alt
    assert image["alt_text"]
