"""Log lines: one JSON object each, with their request, without people's words and secrets."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path
from typing import Any

from adapters.notes import LOG_MAX, LONGEST, JsonNotes, beside
from bot.ports import Clock, Ids

SECRET = "xoxb-1234-secret"


class Noon(Clock):
    def now(self) -> float:
        return 1_795_000_000.0

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        return


class Counted(Ids):
    def new(self) -> str:
        return "01k2345678abcdefghjkmnpqrs"


def notes() -> tuple[JsonNotes, io.StringIO]:
    out = io.StringIO()
    return JsonNotes(Noon(), Counted(), out, [SECRET, "short"]), out


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_says_when_what_and_its_fields() -> None:
    log, out = notes()
    log.note("job.done", job="o1", seconds=1.5, again=False, error=None)
    assert lines(out) == [
        {"at": "2026-11-18T11:06:40.000+00:00", "event": "job.done", "job": "o1",
         "seconds": 1.5, "again": False, "error": None}
    ]  # fmt: skip


async def test_every_line_carries_the_request_it_belongs_to() -> None:
    log, out = notes()

    async def handled(request: str) -> None:
        with log.within(request):
            await asyncio.sleep(0)
            log.note("handled")

    await asyncio.gather(handled("r1"), handled("r2"))
    log.note("outside")
    assert [line.get("request") for line in lines(out)] == ["r1", "r2", None]


def test_a_long_value_is_refused_because_it_is_somebodys_words() -> None:
    log, out = notes()
    log.note("brief", what="a" * (LONGEST + 1), id="b" * LONGEST)
    (line,) = lines(out)
    assert line["what"] == f"refused: {LONGEST + 1} characters"
    assert line["id"] == "b" * LONGEST


def test_a_registered_secret_is_masked_wherever_it_appears() -> None:
    log, out = notes()
    log.hide(SECRET + "-longer")
    with log.within(f"r-{SECRET}"):
        log.note(f"event {SECRET}", key=f"Bearer {SECRET}", longer=f"{SECRET}-longer", word="short")
    try:
        token = {"a": 1}["xoxb-1234-secret"]
        raise AssertionError(token)
    except KeyError as error:
        log.bug("broken", error)
    assert SECRET not in out.getvalue()
    first, second = lines(out)
    assert (first["key"], first["longer"], first["word"]) == ("Bearer ***", "***", "short")
    assert "KeyError" in second["bug"]


def test_a_bug_says_where_and_of_which_kind_but_not_what_somebody_typed() -> None:
    log, out = notes()

    def inner(words: str) -> None:
        raise ValueError(words)

    def outer() -> None:
        try:
            inner("a can on wet stone")
        except ValueError as error:
            raise RuntimeError("a can again") from error

    try:
        outer()
    except RuntimeError as error:
        reference = log.bug("handler", error)
    (line,) = lines(out)
    assert reference == line["reference"] == "jkmnpqrs"
    assert "builtins.RuntimeError" in line["bug"]
    assert "caused by" in line["bug"]
    assert "in inner" in line["bug"]
    assert "wet stone" not in line["bug"].replace('inner("a can on wet stone")', "")


def test_what_the_disk_says_is_kept() -> None:
    log, out = notes()
    try:
        open("/does/not/exist")  # noqa: PTH123, SIM115 - the error is the point
    except OSError as error:
        log.bug("disk", error)
    assert "No such file" in lines(out)[0]["bug"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_lines_go_to_a_file_that_does_not_grow_for_ever(tmp_path: Path) -> None:
    path, pipe = tmp_path / "artdesk.log", io.StringIO()
    assert beside(pipe, path) is pipe
    assert beside(Terminal(), path) == path
    log = JsonNotes(Noon(), Counted(), path, [SECRET])
    log.note("began")
    log.note("ended", why=SECRET)
    events = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [event["event"] for event in events] == ["began", "ended"]
    assert SECRET not in path.read_text("utf-8")

    path.write_bytes(b"x" * (LOG_MAX + 1))
    assert beside(Terminal(), path) == path
    assert not path.exists()
    assert (tmp_path / "artdesk.log.1").stat().st_size > LOG_MAX


def test_a_log_that_cannot_be_written_stops_no_work(tmp_path: Path) -> None:
    JsonNotes(Noon(), Counted(), tmp_path).note("a folder is no file")
