"""The table of `make bench`: every figure in one form, what was missed is said, what broke is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench import __main__ as bench

FAST = bench.Figure(name="fast", value=40, unit="ms", limit=50, better="lower")
SLOW = bench.Figure(name="slow", value=1234.5, unit="ms", limit=50, better="lower")
MANY = bench.Figure(name="many", value=4.2, unit="x", limit=4, better="higher")
READ = bench.Figure(name="read", value=900, unit="1/s", limit=0, better="higher")


def test_a_figure_holds_on_its_side_of_the_limit() -> None:
    assert [bench.holds(each) for each in (FAST, SLOW, MANY, READ)] == [True, False, True, True]


def test_the_table_says_what_was_missed() -> None:
    lines = bench.table([FAST, SLOW, READ]).splitlines()

    assert [line.endswith("MISSED") for line in lines] == [False, False, True, False]
    assert "1,234.5" in lines[2]
    assert "<= 50" in lines[2]
    assert lines[3].endswith("-")


def test_every_module_that_measures_is_found() -> None:
    assert {"ledger", "sketch"} <= set(bench.available())
    assert "__main__" not in bench.available()


def test_a_module_runs_in_a_process_of_its_own_and_one_that_breaks_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = (
        "import json, pathlib, sys\n"
        "if sys.argv[1] == 'ledger': sys.exit(3)\n"
        f"pathlib.Path(sys.argv[2]).write_text(json.dumps([{dict(SLOW)!r}]))"
    )
    monkeypatch.setattr(bench, "RUN", fake)
    monkeypatch.setattr(bench, "OUT", tmp_path / "bench.json")

    assert bench.main(["sketch", "ledger"]) == 1

    said = capsys.readouterr().out
    assert "Missed: slow" in said
    assert "Broken: ledger ended with 3" in said
    assert json.loads((tmp_path / "bench.json").read_text()) == [SLOW]


def test_an_unknown_benchmark_is_told_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["nonsense"]) == 2
    assert "ledger" in capsys.readouterr().out
