"""One clause of a thread line, judged by word sets: the first rule that knows it decides.

There is no score, so every verdict can be explained; what no rule knows is left in doubt.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from bot.domain import reply_words as w
from bot.domain.reply_clauses import (
    RATIO,
    VERSION,
    Clause,
    Words,
    about_work,
    evident,
    is_shape,
    speaks_of_picture,
    without_fillers,
)
from bot.domain.reply_questions import question, with_or_without
from bot.domain.verdict import Verdict

SHORT = 7
"""Words of a noun phrase that can still be an instruction: "second line of text smaller"."""


def judge(clause: Clause) -> Verdict:
    verdict = _judge(clause)
    laughing = verdict is Verdict.HINT and set(clause.words) & w.LAUGHS
    return Verdict.TALK if laughing else verdict


def _judge(clause: Clause) -> Verdict:
    words = without_fillers(clause.words)
    if not words or (len(words) == 1 and words[0] in w.ACK):
        return Verdict.TALK if set(clause.words) & (w.ACK | w.PRAISE) else Verdict.NONE
    if clause.label:
        return _label(words)
    if _starts_with_talk(words) or _starts_with_talk(clause.words):
        return Verdict.TALK
    found = (rule(words, clause.question) for rule in _RULES)
    return next((verdict for verdict in found if verdict is not None), Verdict.NONE)


def _label(words: Words) -> Verdict:
    if words[-1] in w.LABELS or words[-1] in w.PICTURE:
        return Verdict.EDIT
    return Verdict.TALK if words[0] in {"note", "fyi", "ps", "reminder", "update"} else Verdict.NONE


# --- talk -------------------------------------------------------------------------------------

_TALK_HEADS = tuple(f"{start} " for start in w.TALK_STARTS)


def _starts_with_talk(words: Words) -> bool:
    head = " ".join(words[:6]) + " "
    if head.startswith(_TALK_HEADS) and words[:3] != ("let", "me", "see"):
        return True
    seen = speaks_of_picture(words)
    if words[0] == "go" or words[:2] == ("let's", "go"):
        return "with" in words[:3] and not seen
    held = words[0] in {"keep", "leave", "use"} and len(words) > 1
    if held and words[1] in {"it", "this", "that"}:
        return not seen and (len(words) <= w.FEW or words[2] in w.HELD)
    return held and VERSION.fullmatch(words[1]) is not None


def _refusal(words: Words, _asked: bool) -> Verdict | None:
    """So "don't change anything" is talk; "don't crop the can" says something about the picture."""
    negative = words[0] in {"don't", "dont", "never"} or words[:2] == ("do", "not")
    if not negative or set(words[1:3]) & w.OPINION_VERBS:
        return None
    pointless = len(words) <= w.FEW or words[2] in w.ABOUT_NOTHING
    return Verdict.TALK if pointless or not speaks_of_picture(words) else Verdict.HINT


def _praise(words: Words, _asked: bool) -> Verdict | None:
    if words[0] in w.PRAISE and words[1:2] != ("to",):
        return Verdict.TALK
    likes = words[0] in {"i", "we", "really", "totally"} and set(words[1:4]) & w.LIKING
    denied = set(words[:4]) & {"don't", "dont", "didn't", "would", "not"}
    return Verdict.TALK if likes and not denied else None


# --- wishes -----------------------------------------------------------------------------------


def _imperative(words: Words, _asked: bool) -> Verdict | None:
    if words[0] in {"let's", "lets"} and len(words) > 1:
        words = words[1:]
    if words[:2] == ("you", "could") and len(words) > w.FEW:
        words = words[2:]
    first = words[0]
    if not (first in w.CHANGE or first in w.WEAK or first in {"keep", "leave", "cool"}):
        return None
    if first in w.ADJECTIVE_VERBS and not set(words[1:2]) & w.VERB_OBJECTS:
        return None
    if set(words[1:2]) & (w.STATING | w.SEEMS | w.BE):
        return None
    if len(words) == 1:
        return Verdict.NONE if first in w.WEAK else Verdict.HINT
    return _order(words)


def _order(words: Words) -> Verdict:
    """A verb and what it is about."""
    seen = speaks_of_picture(words)
    if about_work(words) or words[1] == "nothing":
        return Verdict.HINT if words[0] == "make" else Verdict.TALK
    if words[1] in {"me", "us", "you"} and not seen:
        return Verdict.TALK
    return Verdict.EDIT if _orders(words, seen) else Verdict.HINT


def _orders(words: Words, seen: bool) -> bool:
    first, second = words[0], words[1]
    if first in {"make", "mkae", "cool"}:
        return True
    if first in w.CHANGE:
        return second not in w.SUBJECTS - w.OBJECTS
    somebody = first in w.POSING and second in {"her", "him", "them"} and len(words) > w.FEW
    out = first == "take" and bool({"out", "away", "off"} & set(words))
    return seen or somebody or out or with_or_without(words)


def _need(words: Words, asked: bool) -> Verdict | None:
    """As in "the can should be bigger", "I'd like it bluer", "client wants the logo bigger"."""
    at = next((i for i, word in enumerate(words) if word in w.NEEDS), None)
    if at is None:
        at = next((i for i in range(len(words)) if words[i : i + 2] in w.WOULD), None)
    if at is None or asked:
        return None
    rest = tuple(x for x in words[at + 1 :] if x not in {"to", "also", "just", "not", "rather"})
    if about_work(rest) or (rest and (rest[0] in w.TALK_VERBS or VERSION.fullmatch(rest[0]))):
        return Verdict.TALK
    if _wanted(words, at, rest):
        asked_once = words[0] in w.FIRST and words[at] in {"wanted", "asked"}
        return Verdict.HINT if asked_once else Verdict.EDIT
    return Verdict.TALK if words[0] in w.FIRST or about_work(words) else Verdict.HINT


def _wanted(words: Words, at: int, rest: Words) -> bool:
    verbs = set(rest[:3]) & w.CHANGE if rest[:1] != ("be",) else set()
    return speaks_of_picture(rest) or bool(verbs) or rest[:1] == ("go",) or words[at] == "shouldn't"


# --- faults -----------------------------------------------------------------------------------


def _fault(words: Words, asked: bool) -> Verdict | None:
    """As in "too busy", "the cap is missing", "isn't straight": a wish without a verb."""
    if not (_too(words) or _broken(words) or _negated(words)):
        return None
    seen = speaks_of_picture(words)
    personal = words[0] in w.FIRST and not dislikes(words) and not set(words) & w.REPORTED
    if about_work(words) or (personal and not seen):
        return Verdict.TALK
    vague = words[0] in {"that", "that's", "thats", "something", "what"}
    unsure = asked or personal or (vague and not speaks_of_picture(words[1:]))
    return Verdict.HINT if unsure else Verdict.EDIT


def _too(words: Words) -> bool:
    for before, (word, after) in zip(("", *words), pairwise(words), strict=False):
        if word == "too" and before != "not":
            return after not in w.NOT_A_FAULT or speaks_of_picture(words)
    return False


def _broken(words: Words) -> bool:
    if any(words[i : i + 2] in w.FAULT_PAIRS for i in range(len(words))):
        return True
    for i, word in enumerate(words):
        if word not in w.FAULTS:
            continue
        softened = set(words[max(0, i - 3) : i]) & (w.QUALIFIER - {"far", "much"})
        stated = set(words[:i]) & (w.SEEMS | w.BE) or words[0] in {"there's", "you"}
        if softened or stated or speaks_of_picture(words[:i]) or word in w.REPORTED:
            return len(words) > 1
    return len(words) > 1 and words[0] in {"missing", "wrong"}


def _negated(words: Words) -> bool:
    if dislikes(words):
        return speaks_of_picture(words)
    return any(
        word in w.NEGATED and set(words[i + 1 : i + 4]) & w.WANTED and words[i + 1] != "too"
        for i, word in enumerate(words[:-1])
    )


def dislikes(words: Words) -> bool:
    text = " ".join(words[:6])
    return any(said in text for said in w.DISLIKES)


# --- noun phrases -----------------------------------------------------------------------------


def _fragment(words: Words, asked: bool) -> Verdict | None:
    """As in "a bit darker", "no people", "blue background", "same in 9:16"."""
    if about_work(words) or words[0] in w.SUBJECTS - {"both"}:
        return None
    body = words
    while len(body) > 1 and body[0] in w.QUALIFIER:
        body = body[1:]
    first, states = body[0], bool(set(body) & w.STATING)
    if first in w.COMPARATIVE or (
        first in w.MORE | w.BETTER and len(body) > 1 and speaks_of_picture(body)
    ):
        return Verdict.HINT if states else Verdict.EDIT
    if first in w.TAKING:
        return Verdict.EDIT if _takes(body) else Verdict.HINT
    if first in w.SHAPING and not states:
        return Verdict.EDIT if _shapes(body) else Verdict.HINT
    if states or asked or len(body) > SHORT:
        return None
    softened = body != words and (first in w.VISUAL or first in w.FAULTS)
    return Verdict.EDIT if softened or _names_a_look(body) else None


def _takes(body: Words) -> bool:
    """without X, with X, no X, not enough X."""
    if body[0] == "not":
        return body[1:2] == ("enough",)
    if body[0] == "no":
        plain = any(evident(word) for word in body)
        return plain or (len(body) == w.FEW and body[1].endswith("s"))
    return len(body) > 1 and (body[0] != "with" or speaks_of_picture(body))


def _shapes(body: Words) -> bool:
    """same in 9:16, as a pin, another angle."""
    return speaks_of_picture(body) or (body[0] == "same" and len(body) > 1)


def _names_a_look(body: Words) -> bool:
    first = body[0]
    compared = [i for i, word in enumerate(body) if word in w.COMPARATIVE]
    if compared:
        at = compared[0]
        return at == len(body) - 1 or body[at - 1] in w.PICTURE or body[at - 1] in {"a", "an"}
    if len(body) == 1:
        return first in w.FORMAT or first in w.COLOURS or RATIO.fullmatch(first) is not None
    framed = bool(set(body) & {"view", "shot", "above", "close-up"}) and len(body) <= w.FEW + 1
    looks = first in w.COLOURS or first in w.VISUAL or first in w.FORMAT or is_shape(first)
    several = sum(evident(word) for word in body) > 1
    formatted = (first in w.FORMAT or is_shape(first)) and len(body) <= w.FEW + 1
    return (
        framed
        or formatted
        or (several and (looks or body[-1] in w.PICTURE) and first not in w.ARTICLES)
    )


# --- what is left -----------------------------------------------------------------------------


def _observation(words: Words, _asked: bool) -> Verdict | None:
    """Says how it is, which is no wish: "looks brighter now", "feels premium"."""
    everything = set(words)
    if everything & w.CONTENT or everything <= (w.ACK | w.PRAISE | w.FILLER | w.ARTICLES | w.SMALL):
        return Verdict.TALK
    if everything & w.SEEMS and everything & w.POSITIVE:
        return Verdict.TALK
    changed = everything & w.COMPARATIVE or everything & (w.SEEMS | w.BE)
    return Verdict.TALK if changed and "now" in everything else None


def _elsewhere(words: Words, _asked: bool) -> Verdict | None:
    everything = set(words)
    if everything & (w.WHEN | w.WORK) or all(x in w.SMALL or VERSION.fullmatch(x) for x in words):
        found = words[0] in {"there's", "there"} and speaks_of_picture(words)
        return Verdict.HINT if found else Verdict.TALK
    told = words[0] in w.FIRST and not everything & {"see", "notice", "miss", "found", "spot"}
    theirs = words[0] in {"their", "that's", "who"} and everything & w.COMPARATIVE
    return Verdict.TALK if told or theirs or _only_format(words) else None


def _only_format(words: Words) -> bool:
    """As in "the 4:5 one performed best": a statement about a format, not about what is seen."""
    named = any(word in w.FORMAT or is_shape(word) for word in words)
    other = any(evident(x) and x not in w.FORMAT and not is_shape(x) for x in words)
    return named and not other and bool(set(words) & w.STATING)


def _rest(words: Words, _asked: bool) -> Verdict | None:
    if speaks_of_picture(words):
        return Verdict.HINT
    said = words[0] in w.SUBJECTS or words[0] in w.ACK or words[0] in w.TALK_VERBS
    talk = said or set(words) & w.STATING or words[0].endswith("ing")
    return Verdict.TALK if talk else Verdict.NONE


_RULES: tuple[Callable[[Words, bool], Verdict | None], ...] = (
    question,
    _refusal,
    _praise,
    _imperative,
    _need,
    _fault,
    _fragment,
    _observation,
    _elsewhere,
    _rest,
)
