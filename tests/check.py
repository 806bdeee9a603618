"""What `make test` runs: format, lint, types, import contracts, tests. Every step runs even when an
earlier one failed, so that one run tells everything; the last line is how many tests passed."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = sys.executable
CONTRACTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
CLOSING = re.compile(r"^=* ?(\d+ \w+.*|no tests ran) in [\d.]+s.*$")
"""The line with which pytest ends."""
COUNT = re.compile(r"(\d+) (passed|failed|skipped|deselected|xfailed|xpassed|warnings?|errors?)")

STEPS = {
    "format": (PYTHON, "-m", "ruff", "format", "--check", "."),
    "lint": (PYTHON, "-m", "ruff", "check", "."),
    "types": (PYTHON, "-m", "mypy"),
    "imports": (PYTHON, "-c", CONTRACTS, "--no-logo", "--no-cache"),
    # Two cores are what a small machine has; a third process works while others wait for a clock or
    # for the browser, whose group of tests stays in one of them.
    "tests": (
        PYTHON, "-m", "pytest", "-q", "-n", "3", "--dist", "loadgroup", "-m", "not timed",
    ),
    # What keeps a time is measured when nothing else runs.
    "timed": (PYTHON, "-m", "pytest", "-q", "-m", "timed", "tests/browser"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    name: str
    code: int
    seconds: float
    closing: str = ""

    def line(self) -> str:
        state = "ok" if self.code == 0 else "FAILED"
        return f"  {self.name:<8} {state:<7} {self.seconds:6.1f} s"


def step(name: str, command: tuple[str, ...]) -> Result:
    """Its output as it comes, and the closing line if it has one."""
    print(f"--- {name}: {' '.join(command[2:] if command[1] == '-m' else (name,))}", flush=True)
    began, closing = time.monotonic(), ""
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace",
    ) as running:  # fmt: skip
        assert running.stdout is not None
        for line in running.stdout:
            print(line, end="", flush=True)
            found = CLOSING.match(line)
            closing = found[1] if found else closing
        code = running.wait()
    return Result(name, code, time.monotonic() - began, closing)


def together(closings: list[str]) -> str:
    """The closing lines of several runs as one; a run that did not come to its end has failed."""
    counts: Counter[str] = Counter()
    for closing in closings:
        found = COUNT.findall(closing)
        counts.update({"failed": 1} if not found else {what: int(n) for n, what in found})
    counts["passed"] += 0
    del counts["deselected"]
    return ", ".join(f"{n} {what}" for what, n in sorted(counts.items()))


def main(only: list[str]) -> int:
    """`only`: names of steps; all of them when empty."""
    unknown = [name for name in only if name not in STEPS]
    if unknown:
        print(f"no such step: {', '.join(unknown)}; there are {', '.join(STEPS)}")
        return 2
    results = [step(name, STEPS[name]) for name in only or STEPS]
    failed = [result.name for result in results if result.code]
    print("\n--- summary")
    for result in results:
        print(result.line())
    print(f"  {sum(result.seconds for result in results):.0f} s in all. ", end="")
    print(f"To mend: {', '.join(failed)}" if failed else "Everything passes.")
    tests = [result.closing for result in results if result.name in {"tests", "timed"}]
    if tests:
        print(together(tests))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
