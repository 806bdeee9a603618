"""The table of `make bench`: every figure in one form, what was missed is said, what broke is said."""

from __future__ import annotations

import json
from math import inf
from pathlib import Path

import pytest

from tests.bench import __main__ as bench
from tests.bench import crowd

FAST = bench.Figure(name="fast", value=40, unit="ms", limit=50, better="lower")
SLOW = bench.Figure(name="slow", value=1234.5, unit="ms", limit=50, better="lower")
MANY = bench.Figure(name="many", value=4.2, unit="x", limit=4, better="higher")
READ = bench.Figure(name="read", value=900, unit="1/s", limit=0, better="higher")
BESIDE = bench.Figure(name="beside", value=900, unit="s", limit=None, better="lower")


def test_a_figure_holds_on_its_side_of_the_limit() -> None:
    assert [bench.holds(each) for each in (FAST, SLOW, MANY, READ, BESIDE)] == [
        True, False, True, True, True,
    ]  # fmt: skip


def test_the_table_says_what_was_missed() -> None:
    lines = bench.table([FAST, SLOW, READ, BESIDE]).splitlines()

    assert [line.endswith("MISSED") for line in lines] == [False, False, True, False, False]
    assert "1,234.5" in lines[2]
    assert "<= 50" in lines[2]
    assert lines[3].endswith("-")
    assert lines[4].endswith("-")


def test_every_module_that_measures_is_found() -> None:
    assert {"ledger", "sketch", "discord", "slack"} <= set(bench.available())
    assert "__main__" not in bench.available()


def _rounds(name: str) -> crowd.Found:
    rounds = [crowd.Pair(30, 20), crowd.Pair(10, 5), crowd.Pair(20, 19)]
    bursts = [crowd.Burst(wall, sign, 9) for wall, sign in ((4, 0.5), (3, 0.9), (5, 0.4))]
    return crowd.Found(name, rounds, bursts, rounds, crowd.Burst(50, 0, 0), 47)


def test_the_figures_of_the_chat_platforms_have_their_names_and_reaches() -> None:
    made = [*crowd.figures(_rounds("discord")), *crowd.figures(_rounds("slack"))]
    rows = [*made, *crowd.first_sign(_rounds("slack"))]
    reaches = {row["name"]: row["limit"] for row in rows if row["limit"] is not None}

    assert reaches == {
        "discord_ack_p99_ms": 100, "discord_burst50_wall_s": 5, "discord_overhead_p50_ms": 80,
        "slack_ack_p99_ms": 100, "slack_burst50_wall_s": 5, "slack_overhead_p50_ms": 80,
        "slack_first_sign_p99_s": 1,
    }  # fmt: skip
    named = {str(row["name"]) for row in rows}
    assert {one for one in bench.PROMISED if one.startswith(("discord", "slack"))} <= named
    assert "discord_one_channel_ideal_s" in named
    assert all(set(row) == set(bench.Figure.__annotations__) for row in rows)


def test_a_figure_is_the_best_round_and_the_bare_one_beside_it_is_of_the_same_round() -> None:
    values = {row["name"]: row["value"] for row in crowd.figures(_rounds("slack"))}

    assert values["slack_overhead_p50_ms"] == 10
    assert (values["slack_overhead_bare_p50_ms"], values["slack_overhead_ratio"]) == (5, 2)
    assert values["slack_burst50_wall_s"] == 3
    assert "3 rounds" in crowd.said(_rounds("slack"))


def test_an_event_that_was_never_acknowledged_fails_whatever_the_other_rounds_say() -> None:
    assert crowd.acknowledged_ms([crowd.Asked(1.0, 1.25)]) == [250]
    with pytest.raises(AssertionError, match="1 of 2 events"):
        crowd.acknowledged_ms([crowd.Asked(1.0, 1.25), crowd.Asked(1.0, inf)])


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
