"""Lines of type: broken so that they balance and leave no widow, at the largest size that fits."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.models.sketching.fonts import Voice, extent, is_rtl, is_tall, width

RISE, DROP = 0.76, 0.22
"""Plain capitals and descenders, in sizes; accents and other scripts are measured."""
SLACK = 1.015
"""Kerning between words and rounding of sizes: lines are broken a little narrower than the box."""
NO_START = "、。，．,.!?:;)]}»”’」』）】》・ー！？：；%…"  # noqa: RUF001 - these signs are the point
LEADING = {Voice.SANS: 1.04, Voice.SERIF: 1.1, Voice.BOLD: 1.24, Voice.TEXT: 1.34}
TALL_LEADING = 1.5
MAX_BALANCED = 60
"""Pieces; longer texts are body copy, where a straight fill reads best."""
WIDOW, SHORT = 0.4, 0.45
"""A last line under SHORT of the average costs as much as a very uneven one."""
CJK = (("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uac00", "\ud7a3"), ("\uff00", "\uffef"))
HANGUL = ("\uac00", "\ud7a3")


@dataclass(frozen=True, slots=True)
class Block:
    """Type set at one size: what is drawn is exactly this."""

    lines: tuple[str, ...]
    voice: Voice
    size: int
    leading: float
    """Pixels from baseline to baseline."""
    width: float
    rtl: bool

    @property
    def height(self) -> float:
        """From the top of the first line's capitals to under the last line's descenders."""
        return self.size * (self.rise + self.drop) + self.leading * (len(self.lines) - 1)

    @property
    def rise(self) -> float:
        """From the top of the ink to the first baseline, in sizes."""
        return max(RISE, extent(self.lines[0], self.voice)[0])

    @property
    def drop(self) -> float:
        """From the last baseline to the foot of the ink, in sizes."""
        return max(DROP, extent(self.lines[-1], self.voice)[1])


def tokens(text: str) -> list[str]:
    """Pieces that may end a line; a piece keeps the space that follows it."""
    found: list[str] = []
    word = ""
    for char in text:
        cjk = any(first <= char <= last for first, last in CJK) and not (
            HANGUL[0] <= char <= HANGUL[1]
        )
        if cjk and char not in NO_START:
            if word:
                found.append(word)
            word = char
        else:
            word += char
            if char == " ":
                found.append(word)
                word = ""
    return [*found, word] if word else found


def broken(text: str, voice: Voice, size: float, room: float) -> list[str] | None:
    """The fewest lines that fit `room`, then balanced; None when one piece is too wide."""
    pieces = tokens(" ".join(text.split()))
    lengths = [width(piece.rstrip(), voice, size) for piece in pieces]
    full = [width(piece, voice, size) for piece in pieces]
    if not pieces or max(lengths) > room:
        return None
    fewest = len(_greedy(pieces, lengths, full, room))
    if fewest == 1 or len(pieces) > MAX_BALANCED:
        return _greedy(pieces, lengths, full, room)
    return _balanced(pieces, lengths, full, room, fewest)


def _balanced(
    pieces: list[str], lengths: list[float], full: list[float], room: float, count: int
) -> list[str]:
    """Exactly `count` lines whose lengths differ least; a short last word costs extra."""
    ends = [0.0]
    for whole in full:
        ends.append(ends[-1] + whole)
    target = ends[-1] / count
    last = len(pieces)
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for line in range(1, count + 1):
        costs: dict[int, tuple[float, int]] = {}
        for start, (cost, _) in best[-1].items():
            for end in range(start + 1, last + 1):
                long = ends[end - 1] - ends[start] + lengths[end - 1]
                if long > room + 0.01:
                    break
                widow = WIDOW if line == count and long < target * SHORT else 0.0
                found = cost + ((long - target) / room) ** 2 + widow
                if end not in costs or found < costs[end][0]:
                    costs[end] = (found, start)
        best.append(costs)
    lines: list[str] = []
    end = last
    for line in range(count, 0, -1):
        start = best[line][end][1]
        lines.insert(0, "".join(pieces[start:end]).rstrip())
        end = start
    return lines


def _greedy(pieces: list[str], lengths: list[float], full: list[float], room: float) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    for piece, bare, whole in zip(pieces, lengths, full, strict=True):
        if line and used + bare > room + 0.01:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line, used = line + piece, used + whole
    return [*lines, line.rstrip()] if line.strip() else lines


def set_block(
    text: str, voice: Voice, room: tuple[float, float], largest: float, smallest: float, most: int
) -> Block | None:
    """The largest size between `smallest` and `largest` at which the text fits `room` in at most
    `most` lines; None when not even the smallest does."""
    paragraphs = [part for part in text.split("\n") if part.strip()] or [text]
    low, high = max(1, int(smallest)), max(1, int(largest))
    best: Block | None = None
    while low <= high:
        size = (low + high) // 2
        block = _at(paragraphs, voice, size, room[0])
        fits = block is not None and block.height <= room[1] and len(block.lines) <= most
        if fits:
            best, low = block, size + 1
        else:
            high = size - 1
    return best


def _at(paragraphs: list[str], voice: Voice, size: int, room: float) -> Block | None:
    lines: list[str] = []
    for paragraph in paragraphs:
        part = broken(paragraph, voice, size, room / SLACK)
        if part is None:
            return None
        lines += part
    text = " ".join(lines)
    leading = size * (TALL_LEADING if is_tall(text) else LEADING[voice])
    widest = max(width(line, voice, size) for line in lines)
    return Block(tuple(lines), voice, size, leading, widest, is_rtl(text))
