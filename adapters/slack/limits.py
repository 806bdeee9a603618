"""Slack's numbers, each with its reason: documented limits (docs.slack.dev) and what we chose in
them."""

from __future__ import annotations

# --- cards ----------------------------------------------------------------------------------------

BLOCKS_MAX = 50
"""Blocks of one message."""
VIEW_BLOCKS_MAX = 100
"""Blocks of a modal or a home tab."""
SECTION_MAX = 3000
"""Characters of one text object in a section or a context, after escaping."""
HEADER_MAX = 150
"""Characters of a header, plain text."""
FALLBACK_MAX = 3000
"""Characters of `text`: chat.update refuses 4,000; it is read aloud and in notifications only."""
ALT_MAX = 2000
"""Characters of an image's alt_text."""
TITLE_MAX = 300
"""Characters of a caption: Slack takes 2,000, nobody reads them above a picture."""
BUTTON_MAX = 75
"""Characters of a button's label and of an option."""
VALUE_MAX = 2000
"""Characters of a button's value."""
OPTION_VALUE_MAX = 150
"""Characters of an option's value."""
ACTIONS_MAX = 25
"""Elements of one actions block."""
CONFIRM_MAX = 300
"""Characters of the question that a consequence asks."""
LONGEST_WORDS = 2900
"""Characters of copyable text in one block: a section's 3,000 without the fences."""

# --- forms ----------------------------------------------------------------------------------------

VIEW_TITLE_MAX = 24
"""Characters of a modal's title and its two buttons."""
LABEL_MAX = 2000
"""Characters of a field's label and hint."""
PLACEHOLDER_MAX = 150
"""Characters of a placeholder."""
INPUT_MAX = 3000
"""Characters of a plain text input; longer words come by a message in the thread."""
METADATA_MAX = 3000
"""Characters of private_metadata."""
FILES_MAX = 10
"""Files of one file_input, 10 MB each; bigger ones are dropped into the thread."""
OPTIONS_MAX = 100
"""Options of one select."""
SUGGESTED_MAX = 25
"""Suggestions while a person types: what Desk.choices gives."""
SMALL_RANGE = 10
"""A number with at most so many values is chosen, not typed."""
SHORT_FORM = 4
"""Fields of a brief before "More options": what, where, photos, what must stay."""
FEW_FIELDS = 6
"""A form of at most so many fields is shown whole."""
FILENAME_MAX = 40
"""Characters of a file's name kept in a form's metadata, where eight of them must fit."""

# --- files ----------------------------------------------------------------------------------------

PICTURE_BYTES_MAX = 10 * 1024 * 1024
"""Of a picture shown in a message: what Slack takes in a form, and has been seen to preview."""
PICTURE_MIMES = frozenset({"image/png", "image/jpeg", "image/gif"})
"""What an image block shows; WebP is refused."""
SHARED_BYTES_MAX = 1024**3
"""Of a file shared into a conversation: Slack's limit for any file."""
FETCH_BYTES_MAX = 30 * 1024 * 1024
"""Of a file that a person attached: above it a camera's original, as on the page."""
FILE_ALT_MAX = 1000
"""Characters of a file's alt_txt (alt_txt_too_large)."""
REDIRECTS_MAX = 3
"""Slack's files redirect once; more is a loop."""
FETCH_TRIES = 3
"""Times that a file is asked for: a broken connection is no lost photo."""
FETCH_NAP_S = 0.5
"""Between two of them."""
READY_S = 60.0
"""How long a file may be processed before the post is tried again later."""
READY_FIRST_S = 0.1
"""The first wait between two looks at a file; doubled each time."""
READY_LAST_S = 2.0
"""The longest such wait: files.info is Tier 4 (100 a minute)."""
UPLOADED_KEPT = 1000
"""Pictures whose Slack file is remembered, so that eight windows upload it once."""

# --- time -----------------------------------------------------------------------------------------

TRIGGER_S = 2.5
"""A trigger id opens a modal for 3 s; half a second is for the way there."""
SUBMIT_WAIT_S = 2.0
"""A form stays open so long for its errors; Slack gives 3 s in all."""
MENTION_WAIT_S = 0.8
"""A mention comes as two events; this long the one without files waits for the one with."""
CALL_S = 30.0
"""One Web API call, with its answer."""
FILE_S = 120.0
"""One file up or down: 30 MB over a slow office line."""
PEOPLE_S = 10 * 60.0
"""A person's role is asked again after this long: somebody made a guest stops spending soon."""
PEOPLE_WAIT_S = 1.5
"""users.info before an acknowledgement: half of the three seconds."""
PEOPLE_KEPT = 5000
"""People and conversations remembered at once."""
PLACES_S = 60.0
"""A conversation's membership is asked again after this long."""
PING_S = 5.0
"""Seconds between two pings of a socket."""
DEAF_S = 20.0
"""A socket without pong or event for this long is rebuilt: four pings."""
WATCH_S = 0.5
"""How often sockets are looked at."""
CLOSE_S = 2.0
"""A far end that does not answer a goodbye is left after this long."""
SOCKETS = 2
"""Connections: while Slack renews one, the other hears (at most 10 for an app)."""
BACKOFF_MAX_S = 30.0
"""The longest wait between two tries to connect."""
DRAIN_S = 20.0
"""What is being answered when the desk stops may take this long."""

# --- what was missed ------------------------------------------------------------------------------

MISSED_THREADS = 40
"""Threads that are read again after a gap: Tier 3 allows 50 a minute."""
MISSED_REPLIES = 200
"""Replies of one thread read again."""
MISSED_POSTS = 40
"""Posts in review whose reactions are read again."""
DEDUPE_S = 23 * 3600.0
"""Shorter than the 24 h for which the inbox knows what it has seen."""
OVERLAP_S = 60.0
"""Read again before the last thing known: clocks differ, the inbox knows what it has seen."""
LOOK_PAGES = 5
"""Pages of 200 messages searched for a post whose fate is unknown."""
LOOK_PAGE = 200
"""Messages of one page."""

# --- calls ----------------------------------------------------------------------------------------

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute, per method and workspace."""
POSTS_PER_S = 1.0
"""chat.postMessage, per channel."""
POSTS_AT_ONCE = 4
"""Short bursts are allowed, their length is not documented: a root, its work, its result, more."""
POSTS_PER_MINUTE = 300
""""Several hundred" per workspace."""
SPARE = 1
"""Calls of a kind that may have gone lately for one of progress to go too: the rest of a minute's
calls are kept for results."""
HELD_S = 1.2
"""How often progress that was held back is tried: the steady pace of chat.update."""
TRIES = 6
"""Times that one call waits for a 429 and goes again."""
RETRY_S = 5.0
"""Waited after a 429 that does not say how long."""

# --- names ----------------------------------------------------------------------------------------

SHORTCUTS_MAX = 10
"""Shortcuts of one app (manifest schema 2.0.0)."""
COMMANDS_MAX = 50
"""Slash commands of one app (manifest schema 2.0.0)."""
_THEIRS = """
active apps archive away call canvas closedm collapse dm dnd expand feed feedback genie giphy help
huddle invite invite_people join keys kick leave list me msg mute open part poll prefs remind remove
rename search shortcuts shrug star status todo topic unarchive unfurl who
"""
RESERVED = frozenset(f"/{name}" for name in _THEIRS.split())
"""Slack's own commands: an app's command of the same name would never be heard."""
