"""What goes wrong, as scripted: an answer instead of the real one, before or after the deed is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.standins.discord.refusals import CODES, Refused
from tests.standins.discord.trace import fits


@dataclass
class Fault:
    """Meets requests of one method and path (`*` one step, `**` many). `applied`: the deed is done and its
    answer lost. `cut`: the connection is closed instead of an answer. Without status, body and cut the
    real answer goes out (after `delay_s`, with `headers`)."""

    method: str
    path: str
    status: int | None = None
    body: Any = None
    """An object goes as JSON, a str as text/html, as a proxy in between would send it."""
    headers: dict[str, str] = field(default_factory=dict)
    applied: bool = False
    cut: bool = False
    delay_s: float = 0.0
    """Before anything is done."""
    hold_s: float = 0.0
    """After it is done, before the answer."""
    times: int = 1
    skip: int = 0
    """How many fitting requests go well first."""
    met: int = 0
    """How many requests it has hit."""

    @property
    def replaces(self) -> bool:
        return self.status is not None or self.cut


class Faults:
    def __init__(self) -> None:
        self.script: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        self.script.append(fault)
        return fault

    def refusal(self, method: str, path: str, code: int, times: int = 1) -> Fault:
        refused = Refused(code) if code in CODES else Refused(0)
        return self.add(Fault(method, path, refused.status, refused.body, times=times))

    def next(self, method: str, path: str) -> Fault | None:
        for fault in self.script:
            if fault.met >= fault.times or not fits(method, path, fault.method, fault.path):
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            fault.met += 1
            return fault
        return None
