"""`make bench`: runs `measure() -> list[dict]` of the modules beside it, each in a process of its own,
prints one table and writes bench.json, a list of {name, value, unit, limit, better}.

    python -m tests.bench              all of them
    python -m tests.bench ledger work  some of them
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OUT = ROOT / "bench.json"
LONGEST_S = 1800
"""The crash audit kills the studio sixty times; nothing here may take longer than this."""
PROMISED = (
    "dispatch_ack_p99_ms", "job_overhead_p50_ms", "job_overhead_ratio", "burst50_wall_s",
    "ledger_pairs_per_s", "ledger_vs_raw_unbatched", "ledger_vs_raw_batched",
    "loop_stall_p99_ms", "loop_stall_max_ms", "start_s", "idle_rss_mb", "idle_cpu_percent",
    "sketch_p50_ms", "history_growth_ratio", "crash_kills", "crash_lost", "crash_charged_twice",
    "decode_20mb_stall_ms", "google_overhead_p50_ms", "openai_overhead_p50_ms",
    "discord_ack_p99_ms", "discord_burst50_wall_s", "discord_overhead_p50_ms",
    "discord_one_channel_burst50_s", "slack_ack_p99_ms", "slack_first_sign_p99_s",
    "slack_burst50_wall_s", "slack_overhead_p50_ms", "slack_one_channel_burst50_s",
)  # fmt: skip
RUN = (
    "import importlib, json, pathlib, sys;"
    "rows = importlib.import_module('tests.bench.' + sys.argv[1]).measure();"
    "pathlib.Path(sys.argv[2]).write_text(json.dumps(rows))"
)


class Figure(TypedDict):
    name: str
    value: float
    unit: str
    limit: float | None
    """None: nothing is promised, it is there to be read."""
    better: str
    """lower | higher"""


def available() -> list[str]:
    """Modules that measure something."""
    return [
        path.stem
        for path in sorted(HERE.glob("*.py"))
        if re.search(r"^def measure\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]


def holds(figure: Figure) -> bool:
    """A limit of 0 on a figure that should be high promises nothing either."""
    limit = figure["limit"]
    if limit is None:
        return True
    return figure["value"] >= limit if figure["better"] == "higher" else figure["value"] <= limit


def run(name: str, folder: Path) -> list[Figure]:
    """Raises RuntimeError when the module fails, gives nothing, or leaves a field out."""
    target = folder / f"{name}.json"
    done = subprocess.run(
        [sys.executable, "-c", RUN, name, str(target)], cwd=ROOT, check=False, timeout=LONGEST_S,
        stdin=subprocess.DEVNULL, stdout=2,  # the table alone is our answer
    )  # fmt: skip
    if done.returncode or not target.exists():
        raise RuntimeError(f"{name} ended with {done.returncode}")
    rows: list[Figure] = json.loads(target.read_text(encoding="utf-8"))
    wrong = [row for row in rows if set(row) != set(Figure.__annotations__)]
    if wrong or not rows:
        raise RuntimeError(f"{name} gives no figures of the agreed form: {wrong}")
    return rows


def table(figures: Sequence[Figure]) -> str:
    lines = [f"{'figure':<30}{'value':>10}  {'unit':<6}{'reach':>12}"]
    for figure in figures:
        sign, limit = ">=" if figure["better"] == "higher" else "<=", figure["limit"]
        promised = limit is not None and (limit or sign == "<=")
        reach = f"{sign} {limit:g}" if promised else "-"
        state = "" if holds(figure) else "  MISSED"
        value = f"{figure['value']:,.2f}".rstrip("0").rstrip(".")
        lines.append(f"{figure['name']:<30}{value:>10}  {figure['unit']:<6}{reach:>12}{state}")
    return "\n".join(lines)


def main(names: list[str]) -> int:
    """0 when every figure was measured and reached."""
    unknown = sorted(set(names) - set(available()))
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(available())}")
        return 2
    figures: list[Figure] = []
    broken: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names or available():
            began = time.monotonic()
            print(f"measuring {name} ...", end=" ", flush=True)
            try:
                figures += run(name, Path(folder))
            except (RuntimeError, subprocess.TimeoutExpired) as error:
                broken.append(str(error))
            print(f"{time.monotonic() - began:.0f} s", flush=True)
    OUT.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(f"\n{table(figures)}\n")
    measured = {figure["name"] for figure in figures}
    missing = [] if names else [name for name in PROMISED if name not in measured]
    missed = [figure["name"] for figure in figures if not holds(figure)]
    for title, what in (("Not measured", missing), ("Missed", missed), ("Broken", broken)):
        if what:
            print(f"{title}: {', '.join(what)}")
    return 1 if missing or missed or broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
