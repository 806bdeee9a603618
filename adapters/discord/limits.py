"""Discord's numbers and ours, each with its reason (facts: developer documentation at c98d64b,
2026-08-06, and what discord.py 2.7.1 was seen to do)."""

from __future__ import annotations

# --- messages ----------------------------------------------------------------------------------

DESCRIPTION_MAX = 4096
"""Characters of one embed's description (resources/message)."""
EMBEDS_MAX = 5600
"""Characters of all embeds of a message: 6000 by the documentation, some slack for counting."""
CONTENT_MAX = 2000
"""Characters of a message's own text."""
ROWS_MAX = 5
"""Rows of buttons and menus on one message (components/reference)."""
ROW_MAX = 5
"""Buttons in one row."""
CUSTOM_ID_MAX = 100
"""Characters of a button's id."""
LABEL_MAX = 80
"""Characters of a button's label."""
OPTIONS_MAX = 25
"""Entries of one menu, options of one command, choices of one option."""
OPTION_MAX = 100
"""Characters of a menu entry's label, value and description, and of a command's description."""
URL_MAX = 2048
"""Characters of an embed's address."""
ALT_MAX = 1024
"""Characters of a picture's words."""
NONCE_MAX = 25
"""Characters of a nonce; ours are longer by one and lose their last letter."""
FILES_MAX = 10
"""Files of one message."""
REACTIONS_PAGE = 100
"""People of one look at one reaction: the most that Discord gives."""
HISTORY_PAGE = 100
"""Messages of one look at a thread: the most that Discord gives."""

# --- forms -------------------------------------------------------------------------------------

FIELDS_MAX = 5
"""Fields of a modal."""
MODAL_TITLE_MAX = 45
"""Characters of a modal's title and of a field's label."""
TEXT_INPUT_MAX = 4000
"""Characters of one text field of a modal."""
STRING_MAX = 6000
"""Characters of a text option of a command."""
UPLOADS_MAX = 10
"""Files of one upload field of a modal."""
SMALL_RANGE = 10
"""A number with at most this many values is a menu: nobody types a 2 that they can tap."""

# --- threads -----------------------------------------------------------------------------------

THREAD_NAME_MAX = 100
"""Characters of a thread's name (topics/threads)."""
ARCHIVE_MINUTES = 10080
"""A week, the longest there is: a thread that sleeps is woken by the next post."""

# --- files -------------------------------------------------------------------------------------

MIB = 1024 * 1024
FILE_MAX = 10 * MIB
"""Bytes of one file where nothing else is said (direct messages, servers without boosts)."""
REQUEST_MAX = 24 * MIB
"""Bytes of one request: 25 MiB by the documentation, less the words around the files."""
RUNGS = (10 * MIB, 8 * MIB, 4 * MIB, 2 * MIB, MIB)
"""Sizes that are tried after a refusal, largest first: what Discord's limits have been (the limit
that a place states is not always the one it keeps: discord-api-docs 8572)."""
SMALLEST = 32 * 1024
"""Bytes below which a picture is a smudge: no place refuses that for its size."""
UPLOAD_MAX = 30 * MIB
"""Bytes of one photo that is taken in: what the page takes too."""
PARTS_MAX = 20
"""Pieces of one original: 200 MiB at the smallest limit; no model makes more."""
MIMES = frozenset({"image/png", "image/jpeg", "image/webp"})
"""What Discord shows as a picture."""

# --- time --------------------------------------------------------------------------------------

ACK_S = 2.5
"""An answer has to be acknowledged within 3 s (interactions/receiving-and-responding); what is not
there by now is not waited for."""
ACK_TRY_S = 0.4
"""Between two tries of an acknowledgement, and the least that one of them gets."""
SOON_S = 2.0
"""How long the desk may think before a form opens: the rest of the 3 s is the way."""
CHOICES_S = 1.5
"""Entries that come later than this nobody waits for."""
TOKEN_S = 890.0
"""An interaction's token lives 15 minutes, less the time of a slow upload."""
CALL_S = 30.0
"""One request without files."""
UPLOAD_S = 120.0
"""One request with files: 24 MiB over a slow line."""
DOWNLOAD_S = 60.0
"""One photo from Discord's servers."""
CONNECT_S = 10.0
"""Until a connection stands."""
WAIT_MAX_S = 60.0
"""A rate limit that asks for more is told to the outbox, which comes back later."""
AGAIN_S = (1.0, 3.0, 8.0)
"""Waits before a request is tried again; after them its fate is unknown."""
NONCE_S = 100.0
"""How long a repeated post is surely known for one: "the past few minutes" (resources/message)."""
OLD_EDIT_S = (20.0, 40.0, 80.0)
"""Messages older than an hour have a limit of their own for edits (code 30046)."""
READY_S = 20.0
"""A start waits this long for Discord; then the studio opens without it and it joins later."""
RECONNECT_S = (5.0, 15.0, 60.0, 300.0)
"""Waits before another login after one that failed: 1000 logins a day are allowed."""
SETTLED_S = 2.0
"""After a review card stands, the desk has written down that it does; votes before that are looked
for."""
DRAIN_S = 20.0
"""At a stop, what is being answered has this long."""

# --- memory ------------------------------------------------------------------------------------

PLACES_KEPT = 5000
"""Threads whose parent is remembered; others are asked for again."""
PICTURES_KEPT = 5000
"""Messages of which it is remembered that their picture is there."""
STASHED_KEPT = 200
"""Messages chosen by a menu whose form is still open."""
LOOK_PAGES = 5
"""Pages of messages looked through for one whose fate is unknown: a busy channel of an hour."""
SLACK_S = 120.0
"""Clocks of Discord and of this computer may differ by this much."""
THREADS_READ = 100
"""Threads that are read for missed words after downtime, newest first."""
MISSED_MAX = 200
"""Missed messages of one thread that are read; more was a conversation, not a brief."""
MEMBER_KNOWN_S = 600.0
"""How long a look at somebody's membership is good for (direct messages alone need one)."""
