"""The last line of `make test`: what all its runs came to."""

from __future__ import annotations

from tests.check import together


def test_several_runs_are_told_as_one() -> None:
    assert together(["8586 passed", "1 passed, 47 deselected"]) == "8587 passed"
    assert together(["2 failed, 8 passed, 1 skipped", "1 error"]) == (
        "1 error, 2 failed, 8 passed, 1 skipped"
    )


def test_a_run_that_did_not_end_has_failed() -> None:
    assert together(["8 passed", ""]) == "1 failed, 8 passed"
    assert together(["no tests ran"]) == "1 failed, 0 passed"
