"""Compares what goes over the wire with Discord's own description, where there is one beside the project:
the bot's requests, the stand-in's answers, the frames of both sides. What does not fit is a violation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tests.standins.discord.refusals import Json
from tests.standins.discord.trace import Seen, Trace
from tests.standins.schema import misfits, schema

SHOWN_MAX = 4
"""Misfits of one document that are listed: the rest says the same again."""
TAKEN = re.compile(r"flags: 0 is (not|none of) |default_member_permissions: str is no integer")
"""Where the descriptions are narrower than Discord: generated schemas read a set of bits as a choice of one, so
that no bit at all does not fit; permissions of a command are described as a number and documented as a text."""


class Checking:
    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self.on = True
        self._api = schema("discord/openapi.json")
        self._receive = schema("discord/generated/GatewayReceive.json")
        self._send = schema("discord/generated/GatewaySend.json")
        self.documents = 0
        """How many were compared."""
        self._paths: dict[str, Mapping[str, Any]] = {
            re.sub(r"\{[^}]*\}", "{}", path): rules
            for path, rules in (self._api or {}).get("paths", {}).items()
        }

    def request(self, seen: Seen, template: str) -> None:
        """The body if it was accepted, the answer in any case."""
        rules = self._paths.get(re.sub(r"\{[^}]*\}", "{}", template), {})
        operation = rules.get(seen.method.lower())
        if not self.on or operation is None or self._api is None:
            return
        where = f"{seen.method} {seen.path}"
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if body and seen.status < 400:
            self._compare(where, seen.json, self._api, body["schema"])
        answer = self._answer(operation, seen.status)
        if answer is not None and seen.answer is not None:
            said = seen.answer
            if seen.status >= 400:
                # Described with numbers as codes of fields, sent with names (reference#error-messages).
                said = {key: value for key, value in said.items() if key != "errors"}
            self._compare(f"stand-in: {where} -> {seen.status}", said, self._api, answer)

    def _answer(self, operation: Mapping[str, Any], status: int) -> Mapping[str, Any] | None:
        responses = operation["responses"]
        found = responses.get(str(status)) or responses.get(f"{status // 100}XX") or {}
        if "$ref" in found:
            name = found["$ref"].rpartition("/")[2]
            found = (self._api or {})["components"]["responses"][name]
        rule: Mapping[str, Any] | None = (
            found.get("content", {}).get("application/json", {}).get("schema")
        )
        return rule

    def sent(self, frame: Json) -> None:
        """A frame to the client."""
        if not self.on or self._receive is None:
            return
        name = frame["t"].title().replace("_", "")
        rule = self._receive["definitions"].get(f"Gateway{name}DispatchData")
        if rule is not None:
            self._compare(f"stand-in: {frame['t']}", frame["d"], self._receive, rule)

    def received(self, frame: Json) -> None:
        """A frame from the client."""
        if self.on and self._send is not None:
            self._compare(f"frame op {frame.get('op')}", frame, self._send, self._send)

    def _compare(
        self, where: str, document: object, whole: Mapping[str, Any], rule: Mapping[str, Any]
    ) -> None:
        self.documents += 1
        found = [m for m in misfits(document, whole, rule) if not TAKEN.search(m)]
        for misfit in found[:SHOWN_MAX]:
            self._trace.violation(f"{where}: {misfit}")
