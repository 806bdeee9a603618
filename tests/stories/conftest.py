"""The stories' fixtures, here by their names."""

from tests.stories.fixtures import open_stage, practice, stage

__all__ = ["open_stage", "practice", "stage"]
