"""What a vendor's answer without a picture means for the person who waits, one sentence each.
Nothing here blames the person, and every sentence says whether trying again can help."""

from __future__ import annotations

from bot.cards import Line, Said
from bot.domain.outcome import Access

_SENTENCES: dict[str, tuple[str, str]] = {
    "refused": (
        "{model} will not draw this.",
        "Other words or another photo may pass. Nothing was spent.",
    ),
    "no_image": (
        "{model} answered in words instead of a picture.",
        "Say what must be seen and try again. Nothing was spent.",
    ),
    "rate_limited": ("{model} is busy.", "I try again by myself. Nothing was spent."),
    "quota_or_billing": (
        "The vendor account of {model} has no credit left.",
        "Your admin knows. Nothing was spent; another model or a sketch works now.",
    ),
    "auth_or_verification": (
        "{model} {access}.",
        "Your admin knows. Nothing was spent; another model or a sketch works now.",
    ),
    "bad_request": (
        "{model} could not read the order.",
        "Change the brief or take another model. Nothing was spent.",
    ),
    "model_gone": (
        "{model} is no longer offered by its vendor.",
        "Take another model. Nothing was spent.",
    ),
    "provider_down": (
        "{model} cannot be reached.",
        "Try again in a few minutes. Nothing was spent.",
    ),
    "timeout_unknown_cost": (
        "{model} has not answered, so I am checking with the vendor.",
        "The credits stay reserved until it is clear, at most a day.",
    ),
    "bad_response": (
        "{model} sent something that is not a picture.",
        "Trying again usually helps. Nothing was spent.",
    ),
}
OUTCOMES = tuple(_SENTENCES)
_NOT_CALLED = {
    "no_parent": (
        "The picture that this was to change never came.",
        "Reply to another one. Nothing was spent.",
    )
}
"""Orders that were not sent to a vendor at all."""
AUTH = "auth_or_verification"

WHERE_VERIFIED = "platform.openai.com, Settings, Organization, General, Verify Organization"
"""The one vendor that asks for it, and where: a few minutes with an identity card."""
_ACCESS = {
    Access.KEY: "does not accept our key",
    Access.VERIFICATION: f"wants our organisation verified first ({WHERE_VERIFIED})",
    Access.REGION: "is not offered by its vendor in our country",
    Access.LIMITED: "is out of reach: the vendor has limited our account",
}


_MEND = {
    Access.KEY: ": check the key in the settings",
    Access.LIMITED: ": look into the account at the vendor",
}


def access_for_admins(step: str) -> str:
    """The same with what to do about it, where that is not said yet."""
    return access_words(step) + _MEND.get(Access(step) if step in set(Access) else Access.KEY, "")


def access_words(step: str) -> str:
    """What stands in the way, with the step that mends it: after the name of a model or vendor."""
    return _ACCESS[Access(step) if step in set(Access) else Access.KEY]


_OURS: dict[str, tuple[str, str]] = {
    "script": (
        "{what}.",
        "Write it in another script, or take a real model. Nothing was spent.",
    ),
    "text_too_long": (
        "That is more text than fits the picture.",
        "Shorten it, or take a larger place. Nothing was spent.",
    ),
    "references": (
        "The sketch takes at most 8 photos.",
        "Leave some out. Nothing was spent.",
    ),
    "size": (
        "A sketch of this size does not work ({what}).",
        "Take another place or size. Nothing was spent.",
    ),
}
"""Codes of models that are ours: they say what is wrong in words we chose."""


def sentence(outcome: str, detail: str, model: str) -> tuple[Line, Line]:
    """What happened and what to do next. `detail` is the vendor's own text: shown as such."""
    code, colon, what = detail.partition(":")
    if colon and code in _OURS:
        happened, then = _OURS[code]
        return (_capital(happened.format(what=what or "this")),), (then,)
    happened, then = (_SENTENCES | _NOT_CALLED).get(
        outcome, ("{model} gave no picture.", "Try again, or take another model.")
    )
    access = access_words(detail)
    said: Line = (happened.format(model=model or "The model", access=access),)
    if detail and outcome != AUTH:
        said += (" It says: ", Said(detail, 200))
    return said, (then,)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
