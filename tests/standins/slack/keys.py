"""The keys that each kind of block and element may have: Slack refuses any other as an invalid
additional property."""

from __future__ import annotations

from tests.standins.slack.reading import Where
from tests.standins.slack.world import Json

BLOCKS = {
    "section": "text fields accessory expand",
    "header": "text",
    "divider": "",
    "context": "elements",
    "actions": "elements",
    "context_actions": "elements",
    "input": "label element hint optional dispatch_action",
    "image": "alt_text title image_url slack_file",
    "rich_text": "elements",
    "video": (
        "alt_text author_name description provider_icon_url provider_name thumbnail_url title "
        "title_url video_url"
    ),
    "markdown": "text",
    "table": "rows column_settings",
    "card": "hero_image icon title subtitle body actions",
    "carousel": "elements",
}
_ASKED = "action_id confirm focus_on_load placeholder"
_TYPED = "action_id dispatch_action_config focus_on_load initial_value placeholder"
ELEMENTS = {
    "button": "action_id text value url style confirm accessibility_label",
    "overflow": "action_id confirm options",
    "checkboxes": "action_id confirm focus_on_load options initial_options",
    "radio_buttons": "action_id confirm focus_on_load options initial_option",
    "static_select": f"{_ASKED} options option_groups initial_option",
    "multi_static_select": f"{_ASKED} options option_groups initial_options max_selected_items",
    "external_select": f"{_ASKED} initial_option min_query_length",
    "multi_external_select": f"{_ASKED} initial_options min_query_length max_selected_items",
    "users_select": f"{_ASKED} initial_user",
    "multi_users_select": f"{_ASKED} initial_users max_selected_items",
    "conversations_select": (
        f"{_ASKED} initial_conversation default_to_current_conversation response_url_enabled filter"
    ),
    "multi_conversations_select": (
        f"{_ASKED} initial_conversations default_to_current_conversation max_selected_items filter"
    ),
    "channels_select": f"{_ASKED} initial_channel response_url_enabled",
    "multi_channels_select": f"{_ASKED} initial_channels max_selected_items",
    "datepicker": f"{_ASKED} initial_date",
    "timepicker": f"{_ASKED} initial_time timezone",
    "datetimepicker": "action_id confirm focus_on_load initial_date_time",
    "plain_text_input": f"{_TYPED} multiline min_length max_length",
    "number_input": f"{_TYPED} is_decimal_allowed min_value max_value",
    "email_text_input": _TYPED,
    "url_text_input": _TYPED,
    "rich_text_input": f"{_TYPED} max_lines min_lines",
    "file_input": "action_id filetypes max_files",
    "feedback_buttons": "action_id positive_button negative_button",
    "icon_button": ("action_id icon text value confirm accessibility_label visible_to_user_ids"),
    "image": "alt_text image_url slack_file",
}


def only_known(at: Where, one: Json, known: str, always: str = "type") -> None:
    for name in sorted(set(one) - set(f"{known} {always}".split())):
        at.wrong(f"invalid additional property: {name}")
