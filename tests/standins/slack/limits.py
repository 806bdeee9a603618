"""Every number of Slack that the stand-in enforces (facts 4, 6), in one table."""

from __future__ import annotations

TEXT_POSTED_MAX = 40_000
"""chat.postMessage cuts here."""
TEXT_UPDATED_MAX = 4_000
"""chat.update refuses above this with msg_too_long."""
MESSAGE_BLOCKS_MAX, VIEW_BLOCKS_MAX = 50, 100
ID_MAX = 255
"""block_id, action_id, callback_id"""
SECTION_MAX, FIELDS_MAX, FIELD_MAX = 3000, 10, 2000
HEADER_MAX = 150
CONTEXT_MAX, ACTIONS_MAX, CONTEXT_ACTIONS_MAX = 10, 25, 5
MARKDOWN_MAX = 12_000
"""All markdown blocks of one message together."""
ALT_MAX, IMAGE_TITLE_MAX, URL_MAX = 2000, 2000, 3000
BUTTON_MAX, BUTTON_VALUE_MAX = 75, 2000
OPTION_MAX, OPTION_VALUE_MAX, OPTIONS_MAX, GROUPS_MAX = 75, 150, 100, 100
RADIO_MAX, OVERFLOW_MAX = 10, 5
PLACEHOLDER_MAX = 150
LABEL_MAX, HINT_MAX = 2000, 2000
PLAIN_INPUT_MAX = 3000
FILES_MAX = 10
"""file_input's max_files, and files of 10 MB each in it."""
FILE_INPUT_BYTES_MAX = 10 * 1024 * 1024
CONFIRM_TITLE_MAX, CONFIRM_TEXT_MAX, CONFIRM_BUTTON_MAX = 100, 300, 30
VIEW_TITLE_MAX, METADATA_MAX = 24, 3000
VIEW_BYTES_MAX = 250 * 1000
STACK_MAX = 3
"""Modals on top of each other."""
CARD_TITLE_MAX, CARD_BODY_MAX, CAROUSEL_MAX = 150, 200, 10
TABLE_ROWS_MAX, TABLE_CELLS_MAX = 100, 20
TRIGGER_LASTS_S = 3.0
HOOK_LASTS_S, HOOK_USES_MAX = 30 * 60, 5
"""response_url"""
FILE_ALT_MAX = 1000
SHOWN = frozenset({"image/png", "image/jpeg", "image/gif"})
"""What an image block shows."""
