"""Questions in a thread: "can you make it warmer?" asks for a change, "is it final?" does not."""

from __future__ import annotations

from bot.domain import reply_words as w
from bot.domain.reply_clauses import Words, about_work, evident, is_shape, speaks_of_picture
from bot.domain.verdict import Verdict

_ASKED = frozenset(
    {"you", "u", "we", "i", "it", "the", "this", "that", "they", "someone", "anyone"}
)
_NOT_THE_DESK = frozenset({"someone", "anyone", "somebody", "legal", "they", "client"})
_OPENERS = frozenset({("what", "about"), ("how", "about"), ("what", "if"), ("why", "not")})
_CAN = frozenset({"can", "could", "cn", "cud", "can't", "couldn't", "would"})


def question(words: Words, asked: bool) -> Verdict | None:
    if _suggests(words):
        return _suggestion(words)
    if words[0] in w.AUX and len(words) > 1 and (asked or words[1] in _ASKED):
        return _request(words)
    if words[0] in w.ASKING:
        return _open_question(words, asked)
    if words[0] in {"do", "does", "is", "has", "have"} and (asked or words[1:2] == ("you",)):
        return Verdict.TALK
    return None


def _suggests(words: Words) -> bool:
    if words[:2] in _OPENERS or words[:2] == ("any", "chance") or words[0] == "possible":
        return True
    return words[0] in {"is", "would"} and "possible" in words[1:5]


def _suggestion(words: Words) -> Verdict:
    if about_work(words):
        return Verdict.TALK
    changes = any(word in w.CHANGE for word in words[2:]) or speaks_of_picture(words)
    return Verdict.EDIT if changes or with_or_without(words) else Verdict.HINT


def _open_question(words: Words, asked: bool) -> Verdict | None:
    """who, what, why: asks for an answer; "what would it look like in red" may ask for more."""
    if not asked and words[0] in {"which", "what"}:
        return None
    imagines = words[0] in {"what", "how"} and "would" in words[1:3] and speaks_of_picture(words)
    return Verdict.HINT if imagines else Verdict.TALK


def _request(words: Words) -> Verdict:
    """can|could|would|will + who + verb..."""
    if words[1] in _NOT_THE_DESK or about_work(words):
        return Verdict.TALK
    verb = next((i for i, word in enumerate(words) if i > 1 and _is_verb(word)), None)
    if verb is None:
        posed = words[0] in _CAN and words[1] == "the" and words[2:3] and words[2] in w.PICTURE
        unsure = Verdict.HINT if speaks_of_picture(words) else Verdict.TALK
        return Verdict.EDIT if posed else unsure
    sure = Verdict.HINT if words[0] in {"should", "shall"} else Verdict.EDIT
    return sure if _changes(words, verb) else _doubt(words, verb)


def _changes(words: Words, verb: int) -> bool:
    """The verb asks for a change of the picture."""
    does, who = words[verb], words[1]
    seen = speaks_of_picture(words)
    if does in w.TALK_VERBS:
        return False
    if does == "be":
        moved = who in {"the", "he", "she"} and words[-1].endswith("ing")
        return moved or (words[0] in _CAN | {"should"} and seen)
    if does == "make":
        return seen or words[verb + 1 : verb + 2] not in {("me",), ("sure",)}
    if does in w.CHANGE and who != "i":
        return True
    if who == "i" and does not in w.CHANGE and not shaped(words):
        return False
    return seen or with_or_without(words)


def _doubt(words: Words, verb: int) -> Verdict:
    looks = words[1] == "i" or words[verb] in {"be", "make", "want"} or words[verb] in w.TALK_VERBS
    return Verdict.TALK if looks else Verdict.HINT


def shaped(words: Words) -> bool:
    """As in "can I see it in red": how it should be, not only which file."""
    looks = any(evident(word) and word not in w.FORMAT for word in words)
    return looks or any(is_shape(word) for word in words) or bool({"in", "as"} & set(words))


def _is_verb(word: str) -> bool:
    return word == "be" or word in w.CHANGE or word in w.WEAK or word in w.TALK_VERBS


def with_or_without(words: Words) -> bool:
    return bool({"without", "instead", "version"} & set(words))
