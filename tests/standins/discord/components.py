"""What Discord says to buttons, selects, layouts (V2) and modals: counts, lengths, who may stand in whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.standins.discord.refusals import Form, Json, Refused, units

ROW, BUTTON, SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = frozenset({3, 5, 6, 7, 8})
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
LABEL, UPLOAD, RADIOS, BOXES, BOX = 18, 19, 21, 22, 23
IN_CONTAINER = frozenset({ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR})
V2_TOP = IN_CONTAINER | {CONTAINER}
IN_LABEL = SELECTS | {TEXT_INPUT, UPLOAD, RADIOS, BOXES, BOX}
V2_MAX = 40
"""Components of one message, nested ones included."""
V2_TEXT_MAX = 4000
"""Letters of all text displays together."""


def every(components: list[Json]) -> Iterator[Json]:
    """Nested ones included, in the order in which they are read."""
    for component in components:
        yield component
        yield from every(component.get("components", []))
        for key in ("accessory", "component"):
            if key in component:
                yield from every([component[key]])


def number(component: Json, key: str, usual: int) -> int:
    """null is the same as nothing."""
    found = component.get(key)
    return usual if found is None else int(found)


def numbered(components: list[Json]) -> list[Json]:
    """Each component gets the number that Discord gives it where the sender gave none."""
    taken = {component.get("id") for component in every(components)}
    fresh = (number for number in range(1, 10_000) if number not in taken)

    def one(component: Json) -> Json:
        said = component | {"id": component.get("id") or next(fresh)}
        if "components" in said:
            said["components"] = [one(part) for part in said["components"]]
        for key in ("accessory", "component"):
            if key in said:
                said[key] = one(said[key])
        return said

    return [one(component) for component in components]


class Checked:
    """One body's components; what is wrong goes into the form."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.names: set[str] = set()

    def message(self, components: list[Json], *, v2: bool) -> None:
        if v2:
            self._layout(components)
            return
        self.form.length("components", components, 0, 5)
        for at, row in enumerate(components):
            path = f"components.{at}"
            if row.get("type") != ROW:
                self.form.one_of(f"{path}.type", row.get("type"), (ROW,))
                continue
            self.row(row, path)

    def _layout(self, components: list[Json]) -> None:
        if not 1 <= len(list(every(components))) <= V2_MAX:
            words = f"Must be between 1 and {V2_MAX} in length, nested components included."
            self.form.wrong("components", "BASE_TYPE_BAD_LENGTH", words)
        texts = [c.get("content", "") for c in every(components) if c.get("type") == TEXT]
        if sum(units(text) for text in texts) > V2_TEXT_MAX:
            words = f"The total text of a message is at most {V2_TEXT_MAX}."
            self.form.wrong("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", words)
        for at, component in enumerate(components):
            self.part(component, f"components.{at}", V2_TOP)

    def part(self, component: Json, path: str, allowed: frozenset[int]) -> None:
        kind = component.get("type")
        if kind not in allowed:
            self.form.one_of(f"{path}.type", kind, tuple(sorted(allowed)))
            return
        checks: dict[int, Callable[[Json, str], None]] = {
            ROW: self.row, SECTION: self._section, TEXT: self._text, GALLERY: self._gallery,
            FILE: self._file, SEPARATOR: self._separator, CONTAINER: self._container,
        }  # fmt: skip
        checks[kind](component, path)

    def row(self, row: Json, path: str) -> None:
        parts = row.get("components") or []
        self.form.length(f"{path}.components", parts, 1, 5)
        selects = [part for part in parts if part.get("type") in SELECTS]
        if selects and len(parts) > 1:
            words = "The specified component exceeds the maximum width"
            self.form.wrong(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", words)
        for at, part in enumerate(parts):
            inside = f"{path}.components.{at}"
            if part.get("type") == BUTTON:
                self.button(part, inside)
            elif part.get("type") in SELECTS:
                self.select(part, inside)
            else:
                self.form.one_of(f"{inside}.type", part.get("type"), (2, 3, 5, 6, 7, 8))

    def name(self, component: Json, path: str) -> None:
        name = component.get("custom_id")
        self.form.length(f"{path}.custom_id", name, 1, 100)
        if isinstance(name, str):
            if name in self.names:
                words = "Component custom id cannot be duplicated"
                self.form.wrong(f"{path}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", words)
            self.names.add(name)

    def button(self, button: Json, path: str) -> None:
        style = button.get("style")
        self.form.one_of(f"{path}.style", style, range(1, 6))
        self.form.length(f"{path}.label", button.get("label"), 0, 80)
        if style == 5:
            self.form.length(f"{path}.url", button.get("url"), 1, 512)
            if button.get("custom_id"):
                words = "A custom id and url cannot both be specified"
                self.form.wrong(path, "COMPONENT_CUSTOM_ID_AND_URL", words)
        else:
            self.name(button, path)
        if not button.get("label") and not button.get("emoji"):
            words = "A label or an emoji is required"
            self.form.wrong(path, "BUTTON_COMPONENT_INVALID_LABEL", words)
        self.emoji(button.get("emoji"), f"{path}.emoji")

    def emoji(self, emoji: Json | None, path: str) -> None:
        if emoji and not emoji.get("id") and not known_emoji(emoji.get("name") or ""):
            self.form.wrong(f"{path}.name", "COMPONENT_INVALID_EMOJI", "Invalid emoji")

    def select(self, select: Json, path: str) -> None:
        self.name(select, path)
        self.form.length(f"{path}.placeholder", select.get("placeholder"), 0, 150)
        low, high = number(select, "min_values", 1), number(select, "max_values", 1)
        self.form.one_of(f"{path}.min_values", low, range(26))
        self.form.one_of(f"{path}.max_values", high, range(1, 26))
        if low > high:
            self.form.wrong(f"{path}.min_values", "BASE_TYPE_MAX", "min_values is above max_values")
        if select.get("type") == SELECT:
            self.options(select, path, 1, 25)

    def options(self, select: Json, path: str, low: int, high: int) -> None:
        options = select.get("options") or []
        self.form.length(f"{path}.options", options, low, high)
        values = [option.get("value") for option in options]
        if len(set(values)) < len(values):
            words = "The specified option value is already used"
            self.form.wrong(f"{path}.options", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", words)
        for at, option in enumerate(options):
            inside = f"{path}.options.{at}"
            self.form.length(f"{inside}.label", option.get("label"), 1, 100)
            self.form.length(f"{inside}.value", option.get("value"), 1, 100)
            self.form.length(f"{inside}.description", option.get("description"), 0, 100)
            self.emoji(option.get("emoji"), f"{inside}.emoji")
        if sum(bool(option.get("default")) for option in options) > number(select, "max_values", 1):
            words = "More options are default than may be chosen"
            self.form.wrong(f"{path}.options", "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", words)

    def _section(self, section: Json, path: str) -> None:
        parts = section.get("components") or []
        self.form.length(f"{path}.components", parts, 1, 3)
        for at, part in enumerate(parts):
            self.part(part, f"{path}.components.{at}", frozenset({TEXT}))
        accessory = section.get("accessory") or {}
        if accessory.get("type") == BUTTON:
            self.button(accessory, f"{path}.accessory")
        elif accessory.get("type") == THUMBNAIL:
            self._thumbnail(accessory, f"{path}.accessory")
        else:
            self.form.one_of(f"{path}.accessory.type", accessory.get("type"), (BUTTON, THUMBNAIL))

    def _thumbnail(self, component: Json, path: str) -> None:
        self.form.length(f"{path}.media.url", component.get("media", {}).get("url"), 1, 2048)
        self.form.length(f"{path}.description", component.get("description"), 0, 1024)

    def _text(self, component: Json, path: str) -> None:
        self.form.length(f"{path}.content", component.get("content"), 1, V2_TEXT_MAX)

    def _gallery(self, component: Json, path: str) -> None:
        items = component.get("items") or []
        self.form.length(f"{path}.items", items, 1, 10)
        for at, item in enumerate(items):
            self._thumbnail(item, f"{path}.items.{at}")

    def _file(self, component: Json, path: str) -> None:
        url = component.get("file", {}).get("url", "")
        if not url.startswith("attachment://"):
            words = "A file component shows a file of its message"
            self.form.wrong(f"{path}.file.url", "UNFURLED_MEDIA_ITEM_MUST_BE_ATTACHMENT", words)

    def _separator(self, component: Json, path: str) -> None:
        self.form.one_of(f"{path}.spacing", component.get("spacing", 1), (1, 2))

    def _container(self, component: Json, path: str) -> None:
        parts = component.get("components") or []
        self.form.length(f"{path}.components", parts, 1, V2_MAX)
        for at, part in enumerate(parts):
            self.part(part, f"{path}.components.{at}", IN_CONTAINER)


def check_modal(modal: Json) -> None:
    """A form of 1-5 labelled fields; raises Refused."""
    form = Form()
    checked = Checked(form)
    form.length("data.custom_id", modal.get("custom_id"), 1, 100)
    form.length("data.title", modal.get("title"), 1, 45)
    parts = modal.get("components") or []
    form.length("data.components", parts, 1, 5)
    for at, part in enumerate(parts):
        path = f"data.components.{at}"
        match part.get("type"):
            case 1:
                fields = part.get("components") or []
                form.length(f"{path}.components", fields, 1, 1)
                for field in fields:
                    form.length(f"{path}.components.0.label", field.get("label"), 1, 45)
                    _field(checked, field, f"{path}.components.0", frozenset({TEXT_INPUT}))
            case 10:
                form.length(f"{path}.content", part.get("content"), 1, V2_TEXT_MAX)
            case 18:
                form.length(f"{path}.label", part.get("label"), 1, 45)
                form.length(f"{path}.description", part.get("description"), 0, 100)
                _field(checked, part.get("component") or {}, f"{path}.component", IN_LABEL)
            case other:
                form.one_of(f"{path}.type", other, (ROW, TEXT, LABEL))
    form.done()


def _field(checked: Checked, field: Json, path: str, allowed: frozenset[int]) -> None:
    kind, form = field.get("type"), checked.form
    if kind not in allowed:
        form.one_of(f"{path}.type", kind, tuple(sorted(allowed)))
        return
    match kind:
        case 4:
            _text_input(checked, field, path)
        case 19:
            checked.name(field, path)
            form.one_of(f"{path}.min_values", number(field, "min_values", 1), range(11))
            form.one_of(f"{path}.max_values", number(field, "max_values", 1), range(1, 11))
        case 21:
            checked.name(field, path)
            checked.options(field, path, 2, 10)
        case 22:
            checked.name(field, path)
            checked.options(field | {"max_values": number(field, "max_values", 10)}, path, 1, 10)
        case 23:
            checked.name(field, path)
        case _:
            checked.select(field, path)
            if field.get("required", True) and number(field, "min_values", 1) == 0:
                words = "A required select needs at least one value"
                form.wrong(f"{path}.min_values", "BASE_TYPE_MIN", words)


def _text_input(checked: Checked, field: Json, path: str) -> None:
    form = checked.form
    checked.name(field, path)
    form.one_of(f"{path}.style", field.get("style"), (1, 2))
    form.length(f"{path}.placeholder", field.get("placeholder"), 0, 100)
    low, high = number(field, "min_length", 0), number(field, "max_length", 4000)
    form.one_of(f"{path}.min_length", low, range(4001))
    form.one_of(f"{path}.max_length", high, range(1, 4001))
    form.length(f"{path}.value", field.get("value"), 0, high)


SELECTOR = "\ufe0f"
PLAIN = frozenset("✏✉❤☀☁☎☑☕☠☢☣☮☯☺♀♂♟♠♣♥♦♨♻♾⚒⚔⚖⚗⚙⚛⚜⚠⚰⚱⛈⛏⛑⛓⛩⛰⛱⛴⛷⛸⛹✂✈✌✍✒✔✖✝✡✳✴❄❇❣➡⤴⤵⬅⬆⬇▶◀⏏⏭⏮⏱⏲⏸⏹⏺")
"""Letters that are an emoji only together with the variation selector."""


def known_emoji(name: str) -> bool:
    """Near enough to Discord's own table: not text, keycaps whole, selector where it belongs."""
    if not name or len(name) > 32:
        return False
    if name[0] in "0123456789#*":
        return name[1:] in {"\ufe0f\u20e3", "\u20e3"}
    if name in PLAIN:
        return False
    return not name[0].isascii() and not name[0].isalnum()


def check_emoji(name: str) -> str:
    """Of a reaction; raises 10014."""
    if not known_emoji(name):
        raise Refused(10014)
    return name
