"""The page's numbers, each with its reason."""

from __future__ import annotations

from bot.imaging.opening import MAX_BYTES

MAX_UPLOAD = MAX_BYTES
"""Bytes of one photo: what the studio opens; the page refuses no less and no more."""
MAX_JSON = 512 * 1024
"""Bytes of one act: room for a 40,000-character line in any script, so that it gets its answer."""
MAX_PATH = 512
"""Characters of an address: the longest of ours has two ids in it."""
MAX_VALUES = 64
"""Fields of one form: twice the longest form there is."""
MAX_PHOTOS = 16
"""Photos of one act: twice what a brief may have, so that the ninth gets a sentence."""
READ_S = 60.0
"""A photo over a slow phone line arrives in this time, a client that dawdles does not."""
WRITE_S = 20.0
"""A tab that takes nothing for this long is asleep: it reconnects and resumes."""
HEARTBEAT_S = 15.0
"""Proxies cut what is silent for 30 s and more."""
GONE_S = 1.0
"""A tab that left is noticed this soon and frees its place."""
RING = 2048
"""Updates kept for tabs that come back: some minutes of a busy studio."""
QUEUE = 64
"""Updates on their way to one tab; beyond it the sender waits."""
MAX_STREAMS = 256
"""Open tabs at once: each costs a socket and two tasks."""
TYPED_DELAY_MS = 150
"""The page asks for a price this long after the last key."""
LINK_SECRET_LEAST = 16
"""Characters of a secret: shorter can be guessed."""
COOKIE_S = 30 * 86_400
"""How long a browser stays signed in."""
MAX_UPLOADS_AT_ONCE = 4
"""Each holds up to MAX_UPLOAD in memory while it arrives."""
