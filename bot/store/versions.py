"""Versions and the pictures that came of them. What each call brought is in parts."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.attribution import LookedUp
from bot.domain.brief import LookUp, Reference
from bot.domain.ids import FileKey, MemberId, OrderId, PictureId, SessionId, TeamId, VersionId
from bot.domain.model import Quote
from bot.domain.placement import Format
from bot.domain.work import VersionState
from bot.errors import NotFound
from bot.store.pack import pack, pack_pairs, unpack, unpack_pairs
from bot.store.parts import MadeFacts
from bot.store.transaction import Row, Transaction


@dataclass(frozen=True, slots=True)
class References:
    """The photos of one order, as a column."""

    items: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One row of versions; names and pictures are joined in services."""

    id: VersionId
    order: OrderId
    session: SessionId
    team: TeamId
    number: int
    maker: MemberId
    instruction: str
    """As people read it."""
    format: Format
    parent: PictureId | None
    references: tuple[Reference, ...]
    quote: Quote
    state: VersionState
    ordered_at: float
    prompt: str
    reference: str
    quality: str = ""
    thinking: str = ""
    parent_moved: bool = False
    started_at: float | None = None
    finished_at: float | None = None
    spent: int | None = None
    balance_after: int | None = None
    problem: str = ""
    problem_fields: tuple[tuple[str, str], ...] = ()
    stopping: bool = False
    change: str = ""
    """The part of the instruction that the model is asked for; "" = the same picture again, in
    another format or by another model."""
    said: str = ""
    """The message whose words these are, so that an edited message finds its version."""
    look_up: LookUp = LookUp.NO


def add(tx: Transaction, row: VersionRow) -> None:
    tx.run(
        "INSERT INTO versions (id, order_id, session, team, number, maker, instruction, change, "
        "format, parent, references_json, quote, quality, thinking, look_up, state, ordered_at, "
        "problem, problem_fields, prompt, reference, said) VALUES (:id, :order_id, :session, "
        ":team, :number, :maker, :instruction, :change, :format, :parent, :refs, :quote, "
        ":quality, :thinking, :look_up, :state, :ordered_at, :problem, :fields, :prompt, "
        ":reference, :said)",
        id=row.id,
        order_id=row.order,
        session=row.session,
        team=row.team,
        number=row.number,
        maker=row.maker,
        instruction=row.instruction,
        change=row.change,
        format=pack(row.format),
        parent=row.parent,
        refs=pack(References(row.references)),
        quote=pack(row.quote),
        quality=row.quality,
        thinking=row.thinking,
        look_up=row.look_up,
        state=row.state,
        ordered_at=row.ordered_at,
        problem=row.problem,
        fields=pack_pairs(row.problem_fields),
        prompt=row.prompt,
        reference=row.reference,
        said=row.said,
    )
    for n in range(row.quote.count):
        tx.run(
            "INSERT INTO parts (order_id, n, state) VALUES (:order_id, :n, 'waiting')",
            order_id=row.order,
            n=n,
        )


def get(tx: Transaction, version: VersionId) -> VersionRow:
    row = tx.one("SELECT * FROM versions WHERE id = :id", id=version)
    if row is None:
        raise NotFound("version")
    return _row(row)


def by_order(tx: Transaction, order: OrderId) -> VersionRow | None:
    row = tx.one("SELECT * FROM versions WHERE order_id = :id", id=order)
    return _row(row) if row else None


def by_said(tx: Transaction, said: str) -> VersionRow | None:
    row = tx.one(
        "SELECT * FROM versions WHERE said = :said ORDER BY ordered_at DESC LIMIT 1", said=said
    )
    return _row(row) if row and said else None


def of_session(tx: Transaction, session: SessionId) -> tuple[VersionRow, ...]:
    rows = tx.all("SELECT * FROM versions WHERE session = :s ORDER BY number", s=session)
    return tuple(_row(row) for row in rows)


def in_state(tx: Transaction, team: TeamId, state: VersionState) -> tuple[VersionRow, ...]:
    """Oldest first: parked orders start in the order in which they were asked for."""
    rows = tx.all(
        "SELECT * FROM versions WHERE team = :team AND state = :state ORDER BY ordered_at, id "
        "LIMIT 200",
        team=team,
        state=state,
    )
    return tuple(_row(row) for row in rows)


def set_state(
    tx: Transaction,
    version: VersionId,
    state: VersionState,
    *,
    problem: str = "",
    fields: tuple[tuple[str, str], ...] = (),
    finished_at: float | None = None,
) -> None:
    tx.run(
        "UPDATE versions SET state = :state, problem = :problem, problem_fields = :fields, "
        "finished_at = COALESCE(:finished, finished_at) WHERE id = :id",
        id=version,
        state=state,
        problem=problem,
        fields=pack_pairs(fields),
        finished=finished_at,
    )


def set_money(
    tx: Transaction, version: VersionId, *, spent: int, balance_after: int | None
) -> None:
    tx.run(
        "UPDATE versions SET spent = :spent, balance_after = :after WHERE id = :id",
        id=version,
        spent=spent,
        after=balance_after,
    )


def set_quote(tx: Transaction, row: VersionRow) -> None:
    """The price and shape at which a parked order starts; parts beyond it are not ordered."""
    tx.run(
        "UPDATE versions SET quote = :quote, format = :format WHERE id = :id",
        id=row.id,
        quote=pack(row.quote),
        format=pack(row.format),
    )
    tx.run("DELETE FROM parts WHERE order_id = :o AND n >= :n", o=row.order, n=row.quote.count)


def set_started(tx: Transaction, version: VersionId, now: float) -> None:
    tx.run(
        "UPDATE versions SET started_at = COALESCE(started_at, :now) WHERE id = :id",
        id=version,
        now=now,
    )


def set_parent(tx: Transaction, version: VersionId, parent: PictureId | None) -> None:
    """The wanted parent failed: the nearest ready ancestor, and the card says so."""
    tx.run(
        "UPDATE versions SET parent = :parent, parent_moved = 1 WHERE id = :id",
        id=version,
        parent=parent,
    )


def set_stopping(tx: Transaction, version: VersionId, *, wanted: bool = True) -> None:
    tx.run("UPDATE versions SET stopping = :on WHERE id = :id", id=version, on=int(wanted))


# --- pictures ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PictureRow:
    id: PictureId
    version: VersionId
    session: SessionId
    letter: str
    made: MadeFacts
    picked_at: float | None
    discarded_at: float | None


def add_picture(tx: Transaction, row: PictureRow, now: float) -> None:
    tx.run(
        "INSERT INTO pictures (id, version, session, letter, file, preview, mime, width, height, "
        "bytes, layers, alt, notes, looked_up, picked_at, created) VALUES (:id, :version, "
        ":session, :letter, :file, :preview, :mime, :width, :height, :bytes, :layers, :alt, "
        ":notes, :looked_up, :picked, :now) "
        "ON CONFLICT (id) DO NOTHING",
        id=row.id,
        version=row.version,
        session=row.session,
        letter=row.letter,
        file=row.made.file,
        preview=row.made.preview,
        mime=row.made.mime,
        width=row.made.width,
        height=row.made.height,
        bytes=row.made.bytes,
        layers=row.made.layers,
        alt=row.made.alt,
        notes=pack(Lines(row.made.notes)),
        looked_up=pack(row.made.looked_up),
        picked=row.picked_at,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Lines:
    lines: tuple[str, ...]


def picture(tx: Transaction, picture_id: PictureId) -> PictureRow | None:
    row = tx.one("SELECT * FROM pictures WHERE id = :id", id=picture_id)
    return _picture(row) if row else None


def pictures_of_session(tx: Transaction, session: SessionId) -> tuple[PictureRow, ...]:
    rows = tx.all(
        "SELECT p.* FROM pictures p JOIN versions v ON v.id = p.version "
        "WHERE v.session = :s ORDER BY v.number, p.letter",
        s=session,
    )
    return tuple(_picture(row) for row in rows)


def set_alt(tx: Transaction, picture_id: PictureId, alt: str) -> None:
    tx.run("UPDATE pictures SET alt = :alt WHERE id = :id", id=picture_id, alt=alt)


def pick(tx: Transaction, picture_id: PictureId, now: float | None) -> bool:
    """Marks or unmarks; True when that changed something."""
    if now is None:
        return bool(tx.run("UPDATE pictures SET picked_at = NULL WHERE id = :id", id=picture_id))
    return bool(
        tx.run(
            "UPDATE pictures SET picked_at = :now WHERE id = :id AND picked_at IS NULL",
            id=picture_id,
            now=now,
        )
    )


def discard(tx: Transaction, version: VersionId, at: float | None) -> None:
    tx.run("UPDATE pictures SET discarded_at = :at WHERE version = :v", v=version, at=at)


def _row(row: Row) -> VersionRow:
    parent = row.maybe_text("parent")
    return VersionRow(
        id=VersionId(row.text("id")),
        order=OrderId(row.text("order_id")),
        session=SessionId(row.text("session")),
        team=TeamId(row.text("team")),
        number=row.int("number"),
        maker=MemberId(row.text("maker")),
        instruction=row.text("instruction"),
        format=unpack(Format, row.text("format")),
        parent=PictureId(parent) if parent else None,
        references=unpack(References, row.text("references_json")).items,
        quote=unpack(Quote, row.text("quote")),
        state=VersionState(row.text("state")),
        ordered_at=row.number("ordered_at"),
        prompt=row.text("prompt"),
        reference=row.text("reference"),
        quality=row.text("quality"),
        thinking=row.text("thinking"),
        look_up=LookUp(row.text("look_up")),
        parent_moved=bool(row.int("parent_moved")),
        started_at=row.maybe_number("started_at"),
        finished_at=row.maybe_number("finished_at"),
        spent=row.maybe_int("spent"),
        balance_after=row.maybe_int("balance_after"),
        problem=row.text("problem"),
        problem_fields=unpack_pairs(row.text("problem_fields")),
        stopping=bool(row.int("stopping")),
        said=row.text("said"),
        change=row.text("change"),
    )


def _picture(row: Row) -> PictureRow:
    return PictureRow(
        id=PictureId(row.text("id")),
        version=VersionId(row.text("version")),
        session=SessionId(row.text("session")),
        letter=row.text("letter"),
        made=MadeFacts(
            file=FileKey(row.text("file")),
            preview=FileKey(row.text("preview")),
            mime=row.text("mime"),
            width=row.int("width"),
            height=row.int("height"),
            bytes=row.int("bytes"),
            layers=row.text("layers"),
            alt=row.text("alt"),
            notes=unpack(Lines, row.text("notes")).lines,
            looked_up=unpack(LookedUp, row.text("looked_up")),
        ),
        picked_at=row.maybe_number("picked_at"),
        discarded_at=row.maybe_number("discarded_at"),
    )
