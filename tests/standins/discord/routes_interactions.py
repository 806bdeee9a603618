"""Answers to interactions: one acknowledgement within 3 s, then 15 minutes of edits and follow-ups by a token
that needs no bot. What is ephemeral lives only here."""

from __future__ import annotations

from collections.abc import Sequence

from tests.standins.discord.commands import check_choices
from tests.standins.discord.components import check_modal
from tests.standins.discord.core import Core
from tests.standins.discord.refusals import Json, Refused, bad_form
from tests.standins.discord.server import Answer, Asked, Server
from tests.standins.discord.trace import Upload
from tests.standins.discord.world import Flag, Interaction, Message

ACK_S = 3.0
"""Later than this the interaction is unknown (facts 1)."""
TOKEN_S = 900.0
"""How long its token lives (facts 1)."""
COMMAND, COMPONENT, COMPLETE, SUBMIT = 2, 3, 4, 5
LEGAL = {
    COMMAND: {4, 5, 9}, COMPONENT: {4, 5, 6, 7, 9}, COMPLETE: {8}, SUBMIT: {4, 5, 6, 7},
}  # fmt: skip
"""Callback types by interaction type: a modal is no answer to a modal."""


class InteractionRoutes:
    def __init__(self, core: Core) -> None:
        self.core = core

    def register(self, server: Server) -> None:
        server.route("POST", "/interactions/{i}/{t}/callback", self.callback)
        server.route("POST", "/webhooks/{a}/{t}", self.follow_up)
        one = "/webhooks/{a}/{t}/messages/{m}"
        server.route("GET", one, self.read)
        server.route("PATCH", one, self.edit)
        server.route("DELETE", one, self.delete)

    # The first answer

    def callback(self, asked: Asked) -> Answer:
        of = self.core.world.interactions.get(asked.at["i"])
        after = self.core.clock.now() - of.at if of else 0.0
        if of is None or of.token != asked.at["t"] or (of.ack is None and after > ACK_S):
            raise Refused(10062)
        if of.ack is not None:
            raise Refused(40060)
        kind, data = asked.body.get("type"), asked.body.get("data") or {}
        allowed = LEGAL[of.type] - ({6, 7} if of.message is None else set())
        if kind not in allowed:
            raise bad_form("type", "BASE_TYPE_CHOICES", f"Value must be one of {sorted(allowed)}.")
        self._acted(of, kind, data, asked.seen.files)
        of.ack, of.ack_after = kind, after
        of.answered.set()
        if asked.query.get("with_response") in {"1", "true", "True"}:
            return Answer(200, self._said(of, kind))
        return Answer(204)

    def _acted(self, of: Interaction, kind: int, data: Json, files: Sequence[Upload]) -> None:
        match kind:
            case 8:
                check_choices(data.get("choices") or [])
                of.choices = data.get("choices") or []
            case 9:
                check_modal(data)
                of.modal = data
            case 6:
                of.original = of.message
            case 7:
                assert of.message is not None
                self._known(of.message)
                self._put(of, of.message, data, files, edit=True)
                of.original = of.message
                self.core.deeds.edited(of.message)
            case 5:
                self._thinking(of, data)
            case _:
                of.original = self._posted(of, data, files)

    def _thinking(self, of: Interaction, data: Json) -> None:
        flags = data.get("flags") or 0
        if flags & ~int(Flag.EPHEMERAL):
            words = "Only EPHEMERAL may be set with a deferred answer"
            raise bad_form("data.flags", "BASE_TYPE_CHOICES", words)
        message = self._message(of, flags)
        message.flags |= Flag.LOADING
        of.original = message
        self.core.deeds.post(message)

    def _message(self, of: Interaction, flags: int) -> Message:
        message = self.core.deeds.message(of.channel, self.core.world.bot)
        message.interaction = of
        if of.type == COMMAND:
            message.type = 20 if of.data.get("type", 1) == 1 else 23
        if flags & Flag.EPHEMERAL:
            message.audience = of.user
            message.flags |= Flag.EPHEMERAL
        return message

    def _posted(self, of: Interaction, body: Json, files: Sequence[Upload]) -> Message:
        message = self._message(of, body.get("flags") or 0)
        self._put(of, message, body, files, edit=False)
        self.core.deeds.post(message)
        return message

    def _put(
        self, of: Interaction, message: Message, body: Json, files: Sequence[Upload], *, edit: bool
    ) -> None:
        """With the limit that the interaction carried: the larger of the person's and the server's."""
        limit = self.core.shapes.upload_limit(of)
        self.core.bodies.put(message, body, files, edit=edit, limit=limit)
        self.core.bodies.pings(message, body, webhook=True)

    def _said(self, of: Interaction, kind: int) -> Json:
        said: Json = {"id": of.id, "type": of.type, "channel_id": of.channel.id}
        if of.channel.guild:
            said["guild_id"] = of.channel.guild.id
        if of.original is not None and kind in {4, 5, 6, 7}:
            said |= {
                "response_message_id": of.original.id,
                "response_message_loading": of.original.loading,
                "response_message_ephemeral": of.original.ephemeral,
            }
        answer: Json = {"interaction": said}
        if of.original is not None and kind in {4, 7}:
            answer["resource"] = {"type": kind, "message": self.core.shapes.message(of.original)}
        return answer

    # By the token

    def _of(self, asked: Asked) -> Interaction:
        found = self.core.world.tokens.get(asked.at["t"])
        if found is None or asked.at["a"] != self.core.world.app.id:
            raise Refused(10015)
        if self.core.clock.now() - found.at > TOKEN_S:
            raise Refused(50027)
        if found.ack in {None, 8}:
            raise Refused(10015)
        return found

    def _known(self, message: Message | None) -> Message:
        if message is None or message.deleted:
            raise Refused(10008)
        return message

    def _message_of(self, of: Interaction, message_id: str) -> Message:
        if message_id == "@original":
            return self._known(of.original)
        if of.original is not None and of.original.id == message_id:
            return self._known(of.original)
        return self._known(of.followups.get(message_id))

    def follow_up(self, asked: Asked) -> Answer:
        """The first one after `thinking` fills that message, whatever its own flags say."""
        of = self._of(asked)
        if of.original is not None and of.original.loading and of.ack == 5:
            return self._edited(of, of.original, asked)
        message = self._posted(of, asked.body, asked.seen.files)
        of.followups[message.id] = message
        if asked.query.get("wait") in {"1", "true", "True"}:
            return Answer(200, self.core.shapes.message(message))
        return Answer(204)

    def read(self, asked: Asked) -> Answer:
        of = self._of(asked)
        return Answer(200, self.core.shapes.message(self._message_of(of, asked.at["m"])))

    def edit(self, asked: Asked) -> Answer:
        of = self._of(asked)
        message = self._message_of(of, asked.at["m"])
        if message.channel.archived:
            raise Refused(50083)
        return self._edited(of, message, asked)

    def _edited(self, of: Interaction, message: Message, asked: Asked) -> Answer:
        thinking, body = message.loading, asked.body
        if thinking:
            body = {k: v for k, v in body.items() if k != "flags"} | _late_v2(body)
        self._put(of, message, body, asked.seen.files, edit=not thinking)
        message.flags &= ~int(Flag.LOADING)
        self.core.deeds.edited(message)
        return Answer(200, self.core.shapes.message(message))

    def delete(self, asked: Asked) -> Answer:
        of = self._of(asked)
        self.core.deeds.delete(self._message_of(of, asked.at["m"]))
        return Answer(204)


def _late_v2(body: Json) -> Json:
    """The one flag that comes with the edit of a deferred answer."""
    return {"flags": (body.get("flags") or 0) & int(Flag.V2)}
