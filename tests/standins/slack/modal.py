"""A modal in front of a person: fill the fields, choose, attach, press, submit, close; what comes back
happens on the screen as Slack would do it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tests.standins.slack import limits, payloads
from tests.standins.slack.calls import Refused
from tests.standins.slack.controls import Acked, control, plain, words
from tests.standins.slack.suggestions import ask, shown
from tests.standins.slack.view_methods import look_at
from tests.standins.slack.wire import full_file
from tests.standins.slack.world import File, Json

if TYPE_CHECKING:
    from tests.standins.slack.person import Person
    from tests.standins.slack.views import View

CHOSEN = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "file_input": "files",
}
"""Where each kind of input keeps what was put in; all others in "value"."""


class Modal:
    """What `person.modal()` gives. Fields are found by block id or by label."""

    def __init__(self, person: Person, view: View) -> None:
        self._person = person
        self.view = view

    @property
    def title(self) -> str:
        return plain(self.view.body.get("title"))

    @property
    def open(self) -> bool:
        return not self.view.closed

    @property
    def errors(self) -> dict[str, str]:
        return self.view.errors

    @property
    def labels(self) -> list[str]:
        return [plain(b["label"]) for b in self.view.body["blocks"] if b["type"] == "input"]

    @property
    def text(self) -> str:
        """Everything that can be read in it."""
        return "\n".join(words(self.view.body["blocks"]))

    def field(self, name: str) -> Json:
        for block in self.view.body["blocks"]:
            named = {block.get("block_id"), plain(block.get("label"))}
            if block["type"] == "input" and name in named:
                return dict(block)
        raise AssertionError(f"there is no field {name!r} in {self.labels}")

    # --- putting in ----------------------------------------------------------------------------

    def fill(self, name: str, text: str) -> Modal:
        """Types into a field; a person cannot type more than its max_length."""
        block = self.field(name)
        one = block["element"]
        most = one.get("max_length", limits.PLAIN_INPUT_MAX)
        if len(text) > most:
            raise AssertionError(f"{name}: a person cannot type more than {most} characters")
        return self._put(block, text)

    def choose(self, name: str, *wanted: str) -> Modal:
        """Options by value or by what is read on them; ids of users, channels."""
        block = self.field(name)
        one = block["element"]
        key = CHOSEN[one["type"]]
        if key in {"selected_option", "selected_options"}:
            offered = self.view.offered.get(block["block_id"], [])
            found: list[Any] = [option_of(one, each, offered) for each in wanted]
        else:
            found = list(wanted)
        many = key.endswith("s") and key != "files"
        return self._put(block, found if many else found[0])

    async def suggest(self, name: str, typed: str) -> list[str]:
        """Types into an external menu: what it offers, ready for `choose`."""
        block = self.field(name)
        block_id = str(block["block_id"])
        options = await ask(self._person, block["element"], block_id, typed, self.view)
        self.view.offered[block_id] = options
        return shown(options)

    def attach(self, name: str, *files: tuple[str, bytes]) -> Modal:
        """Photos into a file_input, as (file name, bytes)."""
        block = self.field(name)
        most = block["element"].get("max_files", limits.FILES_MAX)
        big = [each for each, data in files if len(data) > limits.FILE_INPUT_BYTES_MAX]
        if len(files) > most or big:
            raise AssertionError(f"{name}: at most {most} files of 10 MB")
        made = [self._person.new_file(each, data) for each, data in files]
        for file in made:
            file.given.add(self._person.slack.world.user_called("artdesk").id)
        return self._put(block, made)

    def _put(self, block: Json, value: Any) -> Modal:
        one = block["element"]
        key = CHOSEN.get(one["type"], "value")
        if isinstance(value, list) and value and isinstance(value[0], File):
            value = [full_file(self._person.slack.world, file) for file in value]
        state = {"type": one["type"], key: value}
        self.view.values.setdefault(block["block_id"], {})[one["action_id"]] = state
        self._person.slack.later(self._noticed(block, state))
        return self

    async def _noticed(self, block: Json, state: Json) -> None:
        """dispatch_action: the app hears of it while the modal is open."""
        if block.get("dispatch_action"):
            action = state | {"block_id": block["block_id"]}
            await self._act(action | {"action_id": block["element"]["action_id"]})

    def values(self) -> Json:
        """state.values: every input, filled or with what it began with, or null."""
        said: Json = {}
        for block in self.view.body["blocks"]:
            if block["type"] == "input":
                one = block["element"]
                held = self.view.values.get(block["block_id"], {}).get(one["action_id"])
                said[block["block_id"]] = {one["action_id"]: held or initial(one)}
            else:
                held = self.view.values.get(block["block_id"])
                if held:
                    said[block["block_id"]] = held
        return said

    # --- acting ---------------------------------------------------------------------------------

    async def click(self, wanted: str = "", **how: str) -> Acked:
        """A button or a menu in it, by action id, value or label."""
        offered = [option for options in self.view.offered.values() for option in options]
        found = control(self.view.body["blocks"], wanted, offered=offered, **how)
        action = found.action(self._person.slack.world.new_ts())
        if found.one["type"] != "button":
            kept = {key: value for key, value in action.items() if key.startswith("selected")}
            state = {"type": found.one["type"], **kept}
            self.view.values.setdefault(found.block_id, {})[found.one["action_id"]] = state
        return await self._act(action)

    async def _act(self, action: Json) -> Acked:
        person = self._person
        trigger = person.slack.new_trigger(person.user.id)
        action = {"action_ts": person.slack.world.new_ts(), **action}
        said = payloads.pressed_in_view(person.user, self.view, action, self.values(), trigger)
        return await person.send("interactive", said)

    async def submit(self) -> Acked:
        """AssertionError where Slack would not let a person submit (a required field is empty)."""
        person, values = self._person, self.values()
        self._complete(values)
        trigger = person.slack.new_trigger(person.user.id)
        said = payloads.submission(person.user, self.view, values, trigger)
        acked = await person.send("interactive", said)
        if acked.ok:
            self._respond(acked)
        return acked

    def _complete(self, values: Json) -> None:
        for block in self.view.body["blocks"]:
            if block["type"] == "input" and not block.get("optional"):
                state = values[block["block_id"]][block["element"]["action_id"]]
                if not any(v for k, v in state.items() if k != "type"):
                    raise AssertionError(f"{plain(block['label'])} is empty and not optional")

    def _respond(self, acked: Acked) -> None:
        """What the acknowledgement of a submission does on the screen."""
        slack, said = self._person.slack, acked.payload
        self.view.errors = {}
        try:
            match said.get("response_action"):
                case None:
                    slack.stacks.pop(self.view)
                case "clear":
                    slack.stacks.clear(self._person.user.id)
                case "update":
                    look_at(slack, "response_action update", said["view"])
                    slack.stacks.change(self.view, said["view"])
                case "push":
                    look_at(slack, "response_action push", said["view"])
                    slack.stacks.put(self._person.user.id, said["view"])
                case "errors":
                    self._show_errors(acked)
                case other:
                    acked.trouble = f"unknown response_action {other}"
        except Refused as refused:
            slack.found.append(f"view_submission: {refused.code} {refused.messages}")
            acked.trouble = refused.code
        slack.news.tell()

    def _show_errors(self, acked: Acked) -> None:
        inputs = {b["block_id"] for b in self.view.body["blocks"] if b["type"] == "input"}
        errors = acked.payload.get("errors") or {}
        if not errors or not set(errors) <= inputs:
            raise Refused("errors on what is no input block", tuple(sorted(errors)))
        self.view.errors = dict(errors)

    async def close(self, *, all_of_them: bool = False) -> Acked | None:
        """Cancel (this view) or the X (all of them); the app hears only with notify_on_close."""
        slack, user = self._person.slack, self._person.user
        stack = list(slack.stacks.stacks.get(user.id, []))
        gone = stack if all_of_them or self.view.body.get("clear_on_close") else [self.view]
        acked = None
        for view in reversed(gone):
            values = Modal(self._person, view).values()
            slack.stacks.pop(view)
            if view.body.get("notify_on_close"):
                said = payloads.closed(user, view, values, cleared=all_of_them)
                acked = await self._person.send("interactive", said)
        slack.news.tell()
        return acked


def option_of(one: Json, wanted: str, offered: Sequence[Json] = ()) -> Json:
    groups = [group["options"] for group in one.get("option_groups", [])]
    options: Sequence[Json] = [
        *offered,
        *one.get("options", []),
        *(o for group in groups for o in group),
    ]
    for option in options:
        if wanted in {option["value"], plain(option["text"])}:
            return option
    shown = [plain(option["text"]) for option in options]
    raise AssertionError(f"there is no option {wanted!r} in {shown}")


def initial(one: Json) -> Json:
    key = CHOSEN.get(one["type"], "value")
    begun = key.replace("selected", "initial") if key != "value" else "initial_value"
    empty: Any = [] if key in {"selected_options", "files"} else None
    return {"type": one["type"], key: one.get(begun, empty)}
