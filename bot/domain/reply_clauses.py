"""One clause of a thread line, judged: asks for a change, is talk, smells of a change, or nothing.

Word sets decide, first rule first; there is no score, so that every verdict can be explained.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain import reply_words as w


class Verdict(StrEnum):
    EDIT = "edit"
    TALK = "talk"
    HINT = "hint"
    """Speaks of the picture without saying what to do."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Clause:
    words: tuple[str, ...]
    question: bool = False
    """Its sentence ends with a question mark."""
    label: bool = False
    """A colon follows: "headline: ...", "note: ..."."""


QUOTE = "\u201c\u201d"
"""Stands for a quoted string: its words are copy, not instructions."""
_QUOTED = re.compile(
    r'"[^"\n]{1,200}"|\u201c[^\u201d\n]{1,200}\u201d|\u00ab[^\u00bb\n]{1,200}\u00bb'
)
_TOKEN = re.compile(
    r"@?[^\W_]+(?:['&:./+-][^\W_]+)*%?|[+-]1\b|\u201c\u201d|[.!?;\n\u2026]+|[,:()\u2013\u2014-]"
)
_SPLITTERS = frozenset({"but", "then", "though", "&", "plus", "because", "while", "yet"})
_RATIO = re.compile(r"\d{1,2}[:x/]\d{1,2}|\d{3,4}x\d{3,4}")
_VERSION = re.compile(r"v\d{1,3}[a-d]?|\d{1,6}\.\d{1,3}[a-d]?")


def clauses(text: str) -> tuple[Clause, ...]:
    """Sentences split at commas and joining words, lower case, quoted strings as one token."""
    plain = text.replace("\u2019", "'").replace("b & w", "b&w").replace("B&W", "b&w")
    plain = _QUOTED.sub(f" {QUOTE} ", plain).lower().replace("black and white", "black-and-white")
    found: list[Clause] = []
    sentence: list[tuple[tuple[str, ...], bool]] = []
    words: list[str] = []

    def close(label: bool = False) -> None:
        if words:
            sentence.append((tuple(words), label))
            words.clear()

    tokens = [*_TOKEN.findall(plain), "."]
    for token, after in zip(tokens, [*tokens[1:], ""], strict=True):
        if token[0] in ".!?;\n\u2026":
            close()
            found += (Clause(part, "?" in token, label) for part, label in sentence)
            sentence.clear()
        elif (
            token in ",()\u2013\u2014-"
            or token in _SPLITTERS
            or (token == "and" and _begins(after))
        ):
            close()
        elif token == ":":
            close(label=True)
        else:
            words.append(token)
    return tuple(found)


def _begins(word: str) -> bool:
    """Whether "and" before this word joins two wishes rather than two things."""
    verbs = word in w.CHANGE or word in w.WEAK or word in w.AUX or word in w.TALK_VERBS
    return verbs or word in w.COMPARATIVE or word in w.FIRST or word in _WISHES


_WISHES = w.MORE | w.FILLER | frozenset("too keep leave no without don't put the".split())


def judge(clause: Clause) -> Verdict:
    """The first rule that knows the clause decides."""
    verdict = _judge(clause)
    laughing = verdict is Verdict.HINT and set(clause.words) & _LAUGHS
    return Verdict.TALK if laughing else verdict


_LAUGHS = frozenset("lol lmao rofl haha hahaha hehe".split())


def _judge(clause: Clause) -> Verdict:
    words = _without_fillers(clause.words)
    if not words or (len(words) == 1 and words[0] in w.ACK):
        return Verdict.TALK if set(clause.words) & (w.ACK | w.PRAISE) else Verdict.NONE
    if clause.label:
        return _label(words)
    if _starts_with_talk(words) or _starts_with_talk(clause.words):
        return Verdict.TALK
    for rule in (_question, _refusal, _praise, _imperative, _need, _fault, _fragment):
        verdict = rule(words, clause.question)
        if verdict is not None:
            return verdict
    return _leftover(words)


def speaks_of_picture(words: tuple[str, ...]) -> bool:
    """Any word that belongs to what is seen, to how it should look, or to its format."""
    return any(_evident(word) for word in words) or _more_of_something(words)


def _evident(word: str) -> bool:
    return (
        word in w.PICTURE
        or word in w.COLOURS
        or word in w.VISUAL
        or word in w.COMPARATIVE
        or word in w.FORMAT
        or word == QUOTE
        or word.startswith("@image")
        or _RATIO.fullmatch(word) is not None
    )


def _more_of_something(words: tuple[str, ...]) -> bool:
    return any(
        word in w.MORE and after not in w.WORK and after not in w.WHEN
        for word, after in zip(words, words[1:], strict=False)
    )


def _about_work(words: tuple[str, ...]) -> bool:
    """The change would be made somewhere else: a deck, an invite, a date."""
    if any(
        word in w.WORK - w.SCENIC and before in {"to", "into", "in", "on", "from"}
        for before, word in _with_before(words)
    ):
        return True
    elsewhere = any(word in w.WORK or word in w.WHEN for word in words)
    return elsewhere and not speaks_of_picture(words)


def _with_before(words: tuple[str, ...]) -> list[tuple[str, str]]:
    """(the word before, skipping one article or possessive, the word)."""
    small = {"the", "our", "my", "a", "an", "your", "this", "that", "tomorrow's", "his", "her"}
    pairs: list[tuple[str, str]] = []
    for i, word in enumerate(words[1:], start=1):
        before = words[i - 2] if i >= 2 and words[i - 1] in small else words[i - 1]
        pairs.append((before, word))
    return pairs


def _without_fillers(words: tuple[str, ...]) -> tuple[str, ...]:
    start = 0
    while start < len(words):
        if words[start] in w.FILLER:
            start += 1
        elif words[start : start + 2] in _OPINIONS:
            start += 2
        elif words[start : start + 3] in {("one", "last", "thing"), ("one", "more", "thing")}:
            start += 3
        else:
            break
    end = len(words)
    while end > start and words[end - 1] in _TRAILING:
        end -= 1
    return words[start:end]


_OPINIONS = frozenset(
    {("i", "think"), ("i", "feel"), ("i", "guess"), ("i", "believe"), ("i'd", "say"), ("to", "me")}
)
_TRAILING = frozenset("please pls plz tbh imo imho lol haha thanks thx ty though maybe".split())


def _starts_with_talk(words: tuple[str, ...]) -> bool:
    head = " ".join(words[:6]) + " "
    if head.startswith(_TALK_HEADS) and words[:3] != ("let", "me", "see"):
        return not (words[0] in {"check", "more", "less"} and len(words) > 4)
    if words[0] == "go" or words[:2] == ("let's", "go"):
        return "with" in words[:3] and not speaks_of_picture(words)
    held = words[0] in {"keep", "leave", "use"} and len(words) > 1
    if held and words[1] in {"it", "this", "that"}:
        return len(words) == 2 or words[2] in {"as", "one", "like", "up", "for", "in"}
    return held and _VERSION.fullmatch(words[1]) is not None


_TALK_HEADS = tuple(f"{start} " for start in w.TALK_STARTS)


def _label(words: tuple[str, ...]) -> Verdict:
    if words[-1] in w.LABELS or words[-1] in w.PICTURE:
        return Verdict.EDIT
    return Verdict.TALK if words[0] in {"note", "fyi", "ps", "reminder", "todo"} else Verdict.NONE


# --- questions --------------------------------------------------------------------------------


def _question(words: tuple[str, ...], question: bool) -> Verdict | None:
    first = words[0]
    if _suggests(words):
        if _about_work(words):
            return Verdict.TALK
        changes = any(word in w.CHANGE for word in words[2:]) or speaks_of_picture(words)
        return Verdict.EDIT if changes or _with_or_without(words) else Verdict.HINT
    if first in w.AUX and len(words) > 1 and (question or words[1] in _ASKED):
        return _request(words)
    if first in w.ASKING and first not in {"had"}:
        if first in {"which", "that", "what", "who"} and not question:
            return None if first != "who" else Verdict.TALK
        return Verdict.TALK
    if first in {"do", "does", "is", "has", "have"} and (question or words[1:2] <= ("you",)):
        return Verdict.TALK
    return None


_ASKED = frozenset("you u we i it the this that they someone anyone".split())


def _suggests(words: tuple[str, ...]) -> bool:
    head = words[:2]
    if head in {("what", "about"), ("how", "about"), ("what", "if"), ("why", "not")}:
        return True
    return (
        words[:2] == ("any", "chance")
        or words[:1] == ("possible",)
        or (words[0] in {"is", "would"} and "possible" in words[1:5])
    )


def _request(words: tuple[str, ...]) -> Verdict:
    """can|could|would|will + who + verb..."""
    aux, who = words[0], words[1]
    if who in {"someone", "anyone", "somebody", "legal", "they", "client"} or _about_work(words):
        return Verdict.TALK
    verb = next((i for i, word in enumerate(words) if i > 1 and _is_verb(word)), None)
    if verb is None:
        return Verdict.HINT if speaks_of_picture(words) else Verdict.TALK
    sure = Verdict.HINT if aux in {"should", "shall"} else Verdict.EDIT
    if words[verb] in w.TALK_VERBS:
        return Verdict.TALK
    if words[verb] == "be":
        return sure if aux != "will" and speaks_of_picture(words) or _posed(words) else Verdict.TALK
    if words[verb] == "make":
        other = words[verb + 1 : verb + 2] in {("me",), ("sure",)} and not speaks_of_picture(words)
        return Verdict.TALK if other else sure
    if words[verb] in w.CHANGE and who != "i":
        return sure
    return sure if speaks_of_picture(words) or _with_or_without(words) else Verdict.HINT


def _is_verb(word: str) -> bool:
    return word == "be" or word in w.CHANGE or word in w.WEAK or word in w.TALK_VERBS


def _posed(words: tuple[str, ...]) -> bool:
    """ "could the dog be sitting": somebody in the picture should do something else."""
    return words[1] in {"the", "he", "she"} and words[-1].endswith("ing")


def _with_or_without(words: tuple[str, ...]) -> bool:
    return bool({"without", "instead"} & set(words)) or "version" in words


# --- statements -------------------------------------------------------------------------------


def _refusal(words: tuple[str, ...], _question: bool) -> Verdict | None:
    """ "don't change anything" is talk; "don't crop the can" says something about the picture."""
    if words[0] not in {"don't", "dont", "never", "do"} or (
        words[0] == "do" and "not" != words[1:2]
    ):
        return None
    if words[1:2] in {("like",), ("love",), ("need",), ("want",), ("see",), ("read",)}:
        return None
    pointless = len(words) < 3 or words[2] in w.ABOUT_NOTHING
    return Verdict.TALK if pointless or not speaks_of_picture(words) else Verdict.HINT


def _praise(words: tuple[str, ...], _question: bool) -> Verdict | None:
    first = words[0]
    if first in w.PRAISE and words[1:2] != ("to",):
        return Verdict.TALK
    if first in {"i", "we", "really", "totally"} and set(words[1:4]) & {"love", "like", "adore"}:
        liked = not set(words[:4]) & {"don't", "dont", "didn't", "would", "not"}
        return Verdict.TALK if liked else None
    return None


def _imperative(words: tuple[str, ...], _question: bool) -> Verdict | None:
    first = words[0]
    if first in {"let's", "lets"} and len(words) > 1:
        words, first = words[1:], words[1]
    if first in {"you"} and words[1:2] <= ("could",) and len(words) > 2:
        words, first = words[2:], words[2]
    if not (first in w.CHANGE or first in w.WEAK or first in {"keep", "leave", "mkae", "cool"}):
        return None
    if len(words) == 1:
        return Verdict.NONE if first in w.WEAK or first == "cool" else Verdict.HINT
    if _about_work(words) or words[1] in {"me", "us", "you"} and not speaks_of_picture(words):
        return Verdict.TALK
    if first in {"make", "mkae"}:
        return Verdict.EDIT
    if first in w.CHANGE or (first == "cool" and words[1] in {"it", "the", "down", "this"}):
        return Verdict.HINT if words[1] in w.SUBJECTS - _OBJECTS else Verdict.EDIT
    somebody = first in {"put", "have", "give", "place", "let"} and words[1] in _PEOPLE
    if speaks_of_picture(words) or _with_or_without(words) or (somebody and len(words) > 2):
        return Verdict.EDIT
    return Verdict.HINT


_PEOPLE = frozenset({"her", "him", "them"})
_OBJECTS = frozenset({"it", "this", "that", "their", "her", "our", "my", "his", "both"})


def _need(words: tuple[str, ...], question: bool) -> Verdict | None:
    at = next((i for i, word in enumerate(words) if word in w.NEEDS), None)
    if at is None:
        at = next((i for i in range(len(words)) if words[i : i + 2] in _WOULD), None)
    if at is None or question:
        return None
    rest = tuple(x for x in words[at + 1 :] if x not in {"to", "also", "just", "not", "rather"})
    if rest[:1] and rest[0] in w.TALK_VERBS | {"talk", "know", "work", "have"} - {"have"}:
        return Verdict.TALK
    if words[0] in w.FIRST and words[at] not in _NEED_WORDS:
        return None
    if _about_work(rest):
        return Verdict.TALK
    if words[0] in {"he", "she", "they", "i", "we"} and words[at] in {"wanted", "asked"}:
        return Verdict.HINT
    verbs = set(rest[:3]) & w.CHANGE if words[at + 1 : at + 2] != ("be",) else set()
    if speaks_of_picture(rest) or verbs or rest[:1] == ("go",):
        return Verdict.EDIT
    if words[at] in {"shouldn't"} or words[0] in {"the"} and words[1:2] <= ("second",):
        return Verdict.EDIT
    if rest[:1] and _VERSION.fullmatch(rest[0]):
        return Verdict.TALK
    return Verdict.TALK if words[0] in w.FIRST or _about_work(words) else Verdict.HINT


_WOULD = frozenset(
    {("would", "like"), ("would", "love"), ("would", "prefer"), ("would", "be"), ("could", "use")}
    | {("has", "to"), ("have", "to"), ("would", "make"), ("would", "look"), ("could", "be")}
    | {("would", "change"), ("would", "remove"), ("would", "move"), ("would", "add")}
)
_NEED_WORDS = w.NEEDS | {"would", "could", "has", "have"}


def _fault(words: tuple[str, ...], question: bool) -> Verdict | None:
    found = _too(words) or _broken(words) or _negated(words)
    if not found:
        return None
    unseen = bool({"can't", "cannot", "cant", "barely", "hardly"} & set(words))
    personal = words[0] in w.FIRST and not _dislikes(words) and not unseen
    if _about_work(words) or (personal and not speaks_of_picture(words)):
        return Verdict.TALK
    if question or personal:
        return Verdict.HINT
    vague = words[0] in {"that", "that's", "thats", "something", "what"} and not speaks_of_picture(
        words[1:]
    )
    return Verdict.HINT if vague else Verdict.EDIT


def _too(words: tuple[str, ...]) -> bool:
    for i, word in enumerate(words[:-1]):
        if word == "too" and words[i - 1 : i] != ("not",):
            return words[i + 1] not in w.NOT_A_FAULT or speaks_of_picture(words)
    return False


def _broken(words: tuple[str, ...]) -> bool:
    for i, word in enumerate(words):
        if word not in w.FAULTS:
            continue
        softened = set(words[max(0, i - 3) : i]) & (w.QUALIFIER - {"far", "much"})
        seems = set(words[:i]) & (w.SEEMS | {"is", "are", "isn't", "it's"})
        if i == 0 and len(words) > 1 and word in {"missing", "wrong", "typo"}:
            return True
        if seems or softened or speaks_of_picture(words[:i]) or words[:1] == ("there's",):
            return True
    pairs = set(zip(words, words[1:], strict=False))
    return bool(pairs & {("cut", "off"), ("to", "go"), ("to", "read"), ("looks", "like")}) and bool(
        {"hard", "has", "cut", "have", "difficult", "impossible"} & set(words)
    )


def _negated(words: tuple[str, ...]) -> bool:
    if _dislikes(words):
        return speaks_of_picture(words)
    for i, word in enumerate(words):
        if word in w.NEGATED and set(words[i + 1 : i + 4]) & w.WANTED:
            return words[i + 1 : i + 2] != ("too",)
    return False


def _dislikes(words: tuple[str, ...]) -> bool:
    text = " ".join(words[:6])
    return any(f in text for f in ("don't like", "dont like", "not a fan", "hate the", "hate this"))


def _fragment(words: tuple[str, ...], question: bool) -> Verdict | None:
    """Noun phrases that are instructions: "a bit darker", "no people", "same in 9:16"."""
    if _about_work(words) or words[0] in w.SUBJECTS - {"both"}:
        return None
    body = words
    while body and body[0] in w.QUALIFIER and len(body) > 1:
        body = body[1:]
    first, states = body[0], bool(set(body) & _STATING)
    if first in w.COMPARATIVE or (first in w.MORE and len(body) > 1):
        return Verdict.HINT if states else Verdict.EDIT
    if first == "not" and body[1:2] == ("enough",) or first in {"without", "with", "no", "w/o"}:
        return Verdict.EDIT if len(body) > 1 and _depicts(body) else Verdict.HINT
    if first in _SHAPING and not states:
        return Verdict.EDIT if speaks_of_picture(body) or first in {"same"} else Verdict.HINT
    if states or question:
        return None
    if len(body) <= 7 and set(body) & w.COMPARATIVE and first not in {"the"}:
        return Verdict.EDIT
    if first in w.COLOURS or first in w.VISUAL or first in w.FORMAT or _RATIO.fullmatch(first):
        return Verdict.EDIT if len(body) <= 7 else Verdict.HINT
    softened = body != words and first in w.VISUAL | w.FAULTS
    return Verdict.EDIT if softened else None


_SHAPING = frozenset("same as in other another different back on for one wrong at".split())
_STATING = frozenset(
    "is was are were has had looks look works work did does did will got performed went goes feels"
    " reminds said says belongs".split()
)


def _depicts(words: tuple[str, ...]) -> bool:
    if words[0] == "no":
        return speaks_of_picture(words) or (len(words) == 2 and words[1].endswith("s"))
    return True


def _leftover(words: tuple[str, ...]) -> Verdict:
    everything = set(words)
    seen = speaks_of_picture(words)
    if everything & _CONTENT or everything <= (w.ACK | w.PRAISE | w.FILLER | _SMALL):
        return Verdict.TALK
    if everything & (w.WHEN | w.WORK) or all(x in _SMALL or _VERSION.fullmatch(x) for x in words):
        return Verdict.HINT if seen and words[0] == "there's" else Verdict.TALK
    if everything & w.COMPARATIVE and everything & {"now", "than"}:
        return Verdict.TALK
    if words[0] in w.FIRST and not everything & {"see", "notice", "miss", "found", "spot"}:
        return Verdict.TALK
    if seen and not _only_format(words):
        return Verdict.HINT
    stated = words[0] in w.SUBJECTS or words[0] in w.ACK or words[0] in w.TALK_VERBS
    talk = stated or everything & _STATING or words[0].endswith("ing") or seen
    return Verdict.TALK if talk else Verdict.NONE


def _only_format(words: tuple[str, ...]) -> bool:
    """ "the 4:5 one performed best": a statement about a format, not about what is seen."""
    named = any(word in w.FORMAT or _RATIO.fullmatch(word) for word in words)
    other = any(x in w.PICTURE | w.COLOURS | w.VISUAL | w.COMPARATIVE for x in words)
    return named and not other and bool(set(words) & _STATING)


_CONTENT = w.PRAISE | frozenset({"good", "better", "well", "fine", "favourite", "favorite", "cool"})
_SMALL = frozenset("a an the or from my our side me one it this that for on by".split())
