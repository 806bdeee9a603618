"""What the checks say before money is spent: one sentence each, with the nearest thing that
works."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.finding import Finding, Level
from bot.views.lines import cut

MAX_HINTS = 3
"""experience.md section 1: at most three hints before the first picture."""

_SENTENCES = {
    "count": "You may get fewer than {count}; you pay only for what arrives.",
    "ratio_unsupported": "{model} cannot draw {ratio}; the nearest is {nearest}.",
    "size_unsupported": "{model} does not draw {size}; {nearest} works.",
    "size_too_small": "{size} would be enlarged for this place; {needed} fits.",
    "size_wasteful": "This place does not need {size}; {needed} is enough and costs less.",
    "placement_rule": "This place allows no text, logos or props.",
    "image_unknown": "There is no photo {image} here.",
    "image_unused": "Photo {image} has no job yet.",
    "image_without_job": "Say what these photos are for: {images}.",
    "two_bases": "Only one photo can be the picture to change.",
    "images_over_limit": "{model} takes at most {limit} photos.",
    "nothing_stays": "Nothing is marked as staying the same.",
    "many_changes": "Several changes at once: one at a time comes out better.",
    "kept_and_changed": '"{item}" must stay the same and is to be changed.',
    "subject_vague": "What should the {noun} look like? Material, shape, one detail.",
    "subject_thin": "Say a little more: what, where, in which light.",
    "no_purpose": "What is it for? An ad, an email, a poster?",
    "negation": '"{phrase}" works better as what should be there: {instead}.',
    "style_conflict": "{one} and {other} pull in different directions.",
    "text_heavy": "Much text for this model; {instead} sets type better.",
    "text_unquoted": "Put the words that must appear in quotes.",
    "text_legal": "Prices, links and legal lines: check every letter yourself.",
    "keyword_soup": "A sentence works better than a list of words.",
    "overloaded": "Many things at once: say what comes first, then, and finally.",
}
_FIXES = {
    "size_unsupported": "Take {nearest}",
    "size_too_small": "Take {needed}",
    "size_wasteful": "Take {needed}",
    "ratio_unsupported": "Take {nearest}",
    "text_heavy": "Take {instead}",
    "negation": "Say it so",
    "image_unknown": "Leave it out",
    "kept_and_changed": "Let it change",
    "placement_rule": "Leave the text out",
}


class _Known(dict[str, str]):
    """A field that a finding does not carry reads as "this"."""

    def __missing__(self, key: str) -> str:
        return "this"


def sentence(finding: Finding) -> str:
    """Raises KeyError for a code that has no words yet: a check without words is a bug."""
    return _SENTENCES[finding.code].format_map(_fields(finding))


def fix(finding: Finding) -> str:
    """Words for the button that mends it; "" when only a person can."""
    if not finding.patch:
        return ""
    return _FIXES.get(finding.code, "Fix it").format_map(_fields(finding))


def _fields(finding: Finding) -> _Known:
    return _Known({name: cut(value, 80) for name, value in finding.fields if value})


def worth_showing(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """All that ask or stop, and the first hints."""
    hints = [f for f in findings if f.level is Level.HINT][:MAX_HINTS]
    return tuple(f for f in findings if f.level is not Level.HINT or f in hints)
