"""One piece of pixel work by name, from file to file: what a child process is asked to do.

Nothing is raised across the process border: a problem comes back as data.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.domain.brief import PictureFacts
from bot.domain.placement import Format
from bot.errors import BadPicture
from bot.imaging.changing import Difference, changes
from bot.imaging.fitting import fit, preview
from bot.imaging.intake import take_in
from bot.imaging.lightening import lighten
from bot.imaging.stamping import stamp


class Kind(StrEnum):
    TAKE_IN = "take_in"
    PREVIEW = "preview"
    FIT = "fit"
    CHANGES = "changes"
    STAMP = "stamp"
    LIGHTEN = "lighten"


@dataclass(frozen=True, slots=True)
class Task:
    """What to do; the pictures are given beside it."""

    kind: Kind
    filename: str = ""
    longest: int = 0
    format: Format | None = None
    max_bytes: int = 0
    word: str = ""
    """What is stamped on it; for a fit: what is seen, written into the file."""


@dataclass(frozen=True, slots=True)
class Done:
    """The answer; `data` is empty where there is no picture (changes)."""

    data: bytes = b""
    facts: PictureFacts | None = None
    mime: str = ""
    width: int = 0
    height: int = 0
    note: str = ""
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class Bad:
    filename: str
    reason: str
    limit: int


def run(task: Task, pictures: tuple[bytes, ...]) -> Done:
    """Raises BadPicture."""
    first = pictures[0]
    match task.kind:
        case Kind.TAKE_IN:
            data, facts = take_in(first, task.filename)
            return Done(data, facts)
        case Kind.PREVIEW:
            return Done(preview(first, task.longest))
        case Kind.FIT:
            if task.format is None:
                raise ValueError("a fit needs a format")
            done = fit(first, task.format, task.max_bytes, task.word)
            return Done(done.data, None, done.mime, done.width, done.height, done.note)
        case Kind.CHANGES:
            return Done(difference=changes(first, pictures[1]))
        case Kind.STAMP:
            return Done(stamp(first, task.word))
        case Kind.LIGHTEN:
            light = lighten(first, task.max_bytes)
            return Done(light.data, None, light.mime, light.width, light.height, light.note)


def run_by_path(task: Task, sources: tuple[str, ...], target: str) -> Done | Bad:
    """In the child: reads the pictures, writes the answer's picture to `target`, and returns the
    rest. Bytes never travel through the pipe between the processes: that would stall the loop."""
    try:
        done = run(task, tuple(Path(source).read_bytes() for source in sources))
    except BadPicture as problem:
        return Bad(problem.filename, problem.reason, problem.limit)
    Path(target).write_bytes(done.data)
    return Done(b"", done.facts, done.mime, done.width, done.height, done.note, done.difference)
