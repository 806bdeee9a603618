"""Form -> modal, and a modal's state -> what was asked: four inputs and a price, More options for
the rest. A modal has no channel and no memory: where it was opened stands in its private_metadata.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from adapters.slack import fields, limits, words
from adapters.slack.text import escape, mrkdwn, mrkdwn_object, plain_object
from bot.desk import Preview
from bot.domain.ids import FileKey, UploadId
from bot.domain.money import shown
from bot.events import Attached, Photo
from bot.forms import Depth, Form, FormField, PhotosField

Json = dict[str, Any]
CALLBACK = "form"
MENU = "menu"
CARD = "card"
MORE = "more_options"
OPEN = "open"
"""Action id of a row of the menu, before the command's name."""
CHANNEL = "channel-of-form"
KEPT = "photos-kept"
PRICE = "price"
AGREED = "agreed"
"""The field that tells the desk which price was on the button."""
PLACED = frozenset({"brief"})
"""Commands that need a channel to work in."""
_ALWAYS_OPEN = 3
"""Fields without which a short form would not be shorter."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a modal must remember: in private_metadata, read back from every act in it."""

    command: str
    channel: str = ""
    thread: str = ""
    draft: str = ""
    hook: str = ""
    """The response_url of the command that opened it: reaches channels that the app is not in."""
    full: bool = False
    ask_channel: bool = False
    hidden: tuple[tuple[str, str], ...] = ()
    """Values that no input shows."""
    photos: tuple[Photo, ...] = ()
    message: str = ""
    """The ref of the message that a shortcut was chosen on."""
    attached: tuple[Attached, ...] = ()
    """Pictures of that message; their ids are kept, their addresses asked for again."""
    agreed: int = 0
    """Milli-credits on the button; 0 = none."""

    def write(self) -> str:
        """At most METADATA_MAX characters, for as many photos as a brief takes."""
        short = {k: v for k, v in asdict(self).items() if v and k not in {"photos", "attached"}}
        if self.photos:
            short["photos"] = [
                [p.upload, p.file, p.filename[-limits.FILENAME_MAX :], p.role] for p in self.photos
            ]
        if self.attached:
            short["attached"] = [
                [a.id, a.filename[-limits.FILENAME_MAX :], a.size, a.role] for a in self.attached
            ]
        return json.dumps(short, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def read(cls, metadata: str) -> Sheet:
        """Raises ValueError for a view that is none of ours."""
        try:
            held = json.loads(metadata)
            photos = tuple(
                Photo(UploadId(u), FileKey(f), str(n), str(r))
                for u, f, n, r in held.pop("photos", ())
            )
            attached = tuple(
                Attached(str(i), "", str(n), int(s), str(r))
                for i, n, s, r in held.pop("attached", ())
            )
            hidden = tuple((str(n), str(v)) for n, v in held.pop("hidden", ()))
            return cls(**held, hidden=hidden, photos=photos, attached=attached)
        except (AttributeError, TypeError, KeyError) as wrong:
            raise ValueError("not a form of ours") from wrong


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a form, and what the desk says about it."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    """Field -> sentence."""
    preview: Preview | None = None
    notice: str = ""
    """One sentence above everything."""


def visible(form: Form) -> tuple[FormField, ...]:
    return tuple(item for item in form.fields if not item.ui.hidden)


def short_fields(form: Form) -> tuple[FormField, ...]:
    """Those met before "More options"."""
    shown_fields = visible(form)
    has_line = any(item.ui.depth is Depth.LINE for item in shown_fields)
    if not has_line or len(shown_fields) <= limits.FEW_FIELDS:
        return shown_fields
    return shown_fields[: limits.SHORT_FORM]


def shown_fields(form: Form, sheet: Sheet) -> tuple[FormField, ...]:
    return visible(form) if sheet.full else short_fields(form)


def fitting(form: Form, sheet: Sheet, filled: Filled) -> Sheet:
    """Opened whole where the short form would hide something given; what no field shows is kept."""
    short = {item.name for item in short_fields(form)}
    names = {item.name for item in visible(form)}
    given = {name for name, value in filled.values.items() if value and _meant(form, name, value)}
    given |= set(filled.errors)
    full = sheet.full or bool((given & names) - short)
    rest = tuple((n, v) for n, v in filled.values.items() if n not in names)
    return replace(sheet, full=full, hidden=sheet.hidden or rest)


def _meant(form: Form, name: str, value: str) -> bool:
    """Not merely what the field says by itself."""
    item = next((one for one in form.fields if one.name == name), None)
    default = getattr(item, "default", "")
    return value != (default if isinstance(default, str) else str(default)) and value != fields.OFF


def view(form: Form, sheet: Sheet, filled: Filled, labels: fields.Labels) -> Json:
    """The modal of a command."""
    blocks: list[Json] = []
    if filled.notice:
        blocks.append(_said(f":warning: {escape(filled.notice)}"))
    if sheet.ask_channel:
        blocks.append(_channel(sheet.channel))
    for item in shown_fields(form, sheet):
        blocks += _field(item, sheet, filled, labels)
    blocks += _price(filled.preview)
    if len(shown_fields(form, sheet)) < len(visible(form)):
        more = {"type": "button", "action_id": MORE, "text": plain_object(words.MORE_OPTIONS, 75)}
        blocks.append({"type": "actions", "block_id": MORE, "elements": [more]})
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain_object(form.title or words.APP, limits.VIEW_TITLE_MAX),
        "submit": plain_object(_submit(form, sheet), limits.VIEW_TITLE_MAX),
        "close": plain_object(words.CANCEL, limits.VIEW_TITLE_MAX),
        "private_metadata": sheet.write(),
        "blocks": blocks,
    }


def _submit(form: Form, sheet: Sheet) -> str:
    if sheet.agreed:
        return f"{words.MAKE} {shown(sheet.agreed)}"
    return words.MAKE if form.command in PLACED else words.SEND


def _said(escaped: str) -> Json:
    return {"type": "section", "text": mrkdwn_object(escaped, limits.SECTION_MAX)}


def _field(item: FormField, sheet: Sheet, filled: Filled, labels: fields.Labels) -> list[Json]:
    made = []
    if isinstance(item, PhotosField) and sheet.photos:
        made.append(_photos(sheet.photos))
    made.append(fields.block(item, filled.values.get(item.name), labels))
    if wrong := filled.errors.get(item.name):
        made.append(_said(f":warning: {escape(wrong)}"))
    return made


def _photos(photos: tuple[Photo, ...]) -> Json:
    """Photos that are in already: ticked; who takes a tick away leaves one out."""
    options = [fields.option(p.upload, p.filename, p.role) for p in photos]
    ticks = {"type": "checkboxes", "action_id": fields.ACTION, "options": options}
    return {
        "type": "input",
        "block_id": KEPT,
        "optional": True,
        "label": plain_object(words.PHOTOS_KEPT, limits.LABEL_MAX),
        "element": ticks | {"initial_options": options},
    }


def _channel(chosen: str) -> Json:
    """The one that was open when the shortcut was chosen, unless another is picked."""
    element: Json = {
        "type": "conversations_select",
        "action_id": fields.ACTION,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    element |= (
        {"initial_conversation": chosen} if chosen else {"default_to_current_conversation": True}
    )
    label = plain_object(words.CHANNEL, limits.LABEL_MAX)
    return {"type": "input", "block_id": CHANNEL, "label": label, "element": element}


def _price(preview: Preview | None) -> list[Json]:
    """The live line: the price, then at most three things worth a look."""
    if preview is None:
        return []
    said = [mrkdwn(preview.price.line)] if preview.price else []
    said += [escape(check.text) for check in preview.checks[:_CHECKS]]
    if not said:
        return []
    lines = [mrkdwn_object(one, limits.SECTION_MAX) for one in said]
    return [{"type": "context", "block_id": PRICE, "elements": lines}]


_CHECKS = 3
"""experience.md section 1: three hints at most before the first picture."""


def errors_beside(form: Form, sheet: Sheet, errors: Mapping[str, str]) -> dict[str, str] | None:
    """For response_action "errors"; None where a field with an error is not in view."""
    names = {item.name for item in shown_fields(form, sheet)}
    return dict(errors) if set(errors) <= names else None


# --- back -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Given:
    """What a person left in a modal."""

    sheet: Sheet
    values: tuple[tuple[str, str], ...]
    photos: tuple[Photo, ...]
    attached: tuple[Attached, ...]


def given(state: Mapping[str, Json], sheet: Sheet) -> Given:
    """`state`: view.state.values. Every input counts, an empty one too: somebody took it away."""
    values: dict[str, str] = dict(sheet.hidden)
    attached: tuple[Attached, ...] = sheet.attached
    photos, channel = sheet.photos, sheet.channel
    for name, inner in state.items():
        one: Json = next(iter(inner.values()), {})
        if name == CHANNEL:
            channel = fields.value(one) or channel
        elif name == KEPT:
            kept = {option["value"] for option in one.get("selected_options") or ()}
            photos = tuple(photo for photo in photos if photo.upload in kept)
        elif one.get("type") == "file_input":
            attached += fields.files(one)
        else:
            values[name] = fields.value(one)
    if sheet.agreed:
        values[AGREED] = str(sheet.agreed)
    return Given(replace(sheet, channel=channel), tuple(values.items()), photos, attached)


# --- other modals ---------------------------------------------------------------------------------


def card_view(title: str, blocks: list[Json], sheet: Sheet) -> Json:
    """A card where there is no channel to show it in."""
    return {
        "type": "modal",
        "callback_id": CARD,
        "title": plain_object(title or words.APP, limits.VIEW_TITLE_MAX),
        "close": plain_object(words.CLOSE, limits.VIEW_TITLE_MAX),
        "private_metadata": sheet.write(),
        "blocks": blocks,
    }


def menu_view(forms: tuple[Form, ...]) -> Json:
    """Every command that can be typed, to press."""
    blocks = []
    for form in forms:
        text = f"*{escape(form.title)}*\n{escape(form.summary)}"
        press = {
            "type": "button",
            "action_id": f"{OPEN}.{form.command}",
            "text": plain_object(form.title, limits.BUTTON_MAX),
            "value": form.command,
        }
        blocks.append({**_said(text), "block_id": f"{OPEN}.{form.command}", "accessory": press})
    return {
        "type": "modal",
        "callback_id": MENU,
        "title": plain_object(words.APP, limits.VIEW_TITLE_MAX),
        "close": plain_object(words.CLOSE, limits.VIEW_TITLE_MAX),
        "private_metadata": Sheet(MENU).write(),
        "blocks": blocks,
    }


def words_only(form: Form) -> Form:
    """The form without its photos: they come with the message that it was chosen on."""
    kept = tuple(item for item in form.fields if not isinstance(item, PhotosField))
    return replace(form, fields=kept)
