"""What a clause of a thread line is judged to be."""

from enum import StrEnum


class Verdict(StrEnum):
    EDIT = "edit"
    TALK = "talk"
    HINT = "hint"
    """Speaks of the picture without saying what to do."""
    NONE = "none"
