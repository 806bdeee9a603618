"""Lists as people type them: one a line, or split at commas outside quotes."""

from __future__ import annotations

import re

_ITEM = re.compile(r'"([^"]*)"|\u201c([^\u201d]*)\u201d|([^,\n"]+)')


def split_list(text: str) -> tuple[str, ...]:
    """`can, "logo, left"` -> ("can", "logo, left"); order kept, empty ones and repeats dropped."""
    if "\n" in text:
        items = [line.strip().strip('"') for line in text.split("\n")]
    else:
        items = [(m[1] or m[2] or m[3] or "").strip() for m in _ITEM.finditer(text)]
    return tuple(dict.fromkeys(item for item in items if item))
