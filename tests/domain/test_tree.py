"""Names and the tree: what is meant, what an edit starts from, the way from the first picture."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import tree
from bot.domain.brief import Brief
from bot.domain.ids import (
    CampaignId,
    FileKey,
    MemberId,
    OrderId,
    PictureId,
    SessionId,
    TeamId,
    VersionId,
)
from bot.domain.model import Quote
from bot.domain.money import Milli
from bot.domain.placement import Format
from bot.domain.tree import NoParent, ParentRef, Unparented, parent_for, parent_when_run, parse
from bot.domain.work import Name, Picture, Session, Version, VersionState

STORY = Format(1080, 1920, "9:16", placement="story")
PAID = Quote("gemini-nano-banana-2.1", "row", "1K", 1, Milli(3400), Milli(3400), 9)
FREE = replace(PAID, model="sketch", each=Milli(0), up_to=Milli(0))


def picture(number: int, letter: str = "", *, picked: bool = True) -> Picture:
    return Picture(
        PictureId(f"p{number}{letter}"),
        VersionId(f"v{number}"),
        Name(142, number, letter),
        FileKey("f" * 64),
        "image/png",
        1080,
        1920,
        1,
        "a can",
        (),
        picked,
    )


def version(
    number: int,
    parent: int = 0,
    state: VersionState = VersionState.READY,
    *,
    pictures: tuple[Picture, ...] | None = None,
    quote: Quote = PAID,
    words: str | None = None,
) -> Version:
    made = (picture(number),) if pictures is None else pictures
    if state is not VersionState.READY and pictures is None:
        made = ()
    return Version(
        id=VersionId(f"v{number}"),
        order=OrderId(f"o{number}"),
        session=SessionId("s"),
        name=Name(142, number),
        maker=MemberId(f"m{number}"),
        maker_name="Mia",
        instruction=words if words is not None else (f"edit {number}" if parent else ""),
        change=words if words is not None else (f"edit {number}" if parent else ""),
        format=STORY,
        parent=PictureId(f"p{parent}") if parent else None,
        parent_name=Name(142, parent) if parent else None,
        quote=quote,
        state=state,
        pictures=made,
        review=None,
        ordered_at=float(number),
        started_at=None,
        finished_at=None,
        queue_place=0,
        spent=None,
        balance_after=None,
    )


def thread(*versions: Version) -> Session:
    return Session(
        SessionId("s"),
        TeamId("t"),
        142,
        "A can",
        Brief("a can", (STORY,)),
        MemberId("m1"),
        "Mia",
        CampaignId("c"),
        "General",
        private=False,
        created=0.0,
        versions=versions,
    )


def ref(found: ParentRef | Unparented) -> str:
    assert isinstance(found, ParentRef), found
    return str(found.name)


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "inside", "name"),
    [
        ("142.3", 0, "142.3"),
        ("142.3b", 0, "142.3b"),
        ("#142.3B", 0, "142.3b"),
        ("142", 0, "142"),
        ("v3", 142, "142.3"),
        ("V3b", 142, "142.3b"),
        ("3b", 142, "142.3b"),
        ("3", 142, "142.3"),
        (" 7.1 ", 142, "7.1"),
        ("v3", 0, None),
        ("142.0", 0, None),
        ("142.3e", 0, None),
        ("142.", 142, None),
        ("warmer", 142, None),
        ("", 142, None),
        ("3.5s", 142, None),
    ],
)
def test_names_as_people_type_them(text: str, inside: int, name: str | None) -> None:
    found = parse(text, inside)

    assert (str(found) if found else None) == name


@given(st.builds(Name, st.integers(1, 10**6), st.integers(1, 999), st.sampled_from(["", "a", "d"])))
def test_every_name_is_read_back(name: Name) -> None:
    assert parse(str(name)) == name
    assert parse(str(name), session=5) == name
    assert parse(f"v{name.version}{name.letter}", session=name.session) == name


def test_numbers_are_never_used_twice() -> None:
    gone = thread(version(1), version(2, 1, VersionState.CANCELLED))

    assert str(tree.next_name(gone)) == "142.3"
    assert str(tree.next_name(thread())) == "142.1"


# --- parents --------------------------------------------------------------------------------------


def test_an_edit_starts_from_the_newest_picture() -> None:
    assert ref(parent_for(thread(version(1), version(2, 1)))) == "142.2"


def test_an_edit_starts_from_one_that_is_still_being_drawn() -> None:
    found = parent_for(thread(version(1), version(2, 1, VersionState.ORDERED)))

    assert found == ParentRef(VersionId("v2"), Name(142, 2), None)


@pytest.mark.parametrize(
    "state", [VersionState.FAILED, VersionState.CANCELLED, VersionState.DISCARDED]
)
def test_what_failed_was_cancelled_or_discarded_is_passed_over(state: VersionState) -> None:
    assert ref(parent_for(thread(version(1), version(2, 1, state)))) == "142.1"


def test_a_reply_or_a_name_says_which_version() -> None:
    here = thread(version(1), version(2, 1), version(3, 2))

    assert ref(parent_for(here, reply=PictureId("p1"))) == "142.1"
    assert ref(parent_for(here, named=Name(142, 2))) == "142.2"
    assert ref(parent_for(here, reply=PictureId("p1"), named=Name(142, 2))) == "142.2"


def test_of_several_pictures_one_is_picked_first() -> None:
    four = tuple(picture(2, letter, picked=False) for letter in "abcd")
    here = thread(version(1), version(2, 1, pictures=four))

    for found in (
        parent_for(here),
        parent_for(here, named=Name(142, 2)),
        parent_for(here, named=Name(142, 2, "b")),
        parent_for(here, reply=PictureId("p2b")),
    ):
        assert found == Unparented(NoParent.NOT_PICKED, "142.2", ("a", "b", "c", "d"))

    picked = tuple(replace(p, picked=p.name.letter == "b") for p in four)
    after = thread(version(1), version(2, 1, pictures=picked))
    assert ref(parent_for(after)) == ref(parent_for(after, named=Name(142, 2))) == "142.2b"
    assert isinstance(parent_for(after, named=Name(142, 2, "c")), Unparented)


def test_a_set_that_is_still_being_drawn_cannot_be_changed_yet() -> None:
    drawing = version(1, state=VersionState.ORDERED, quote=replace(PAID, count=4))

    assert parent_for(thread(drawing)) == Unparented(NoParent.NOT_PICKED, "142.1")


def test_why_there_is_nothing_to_change_is_said() -> None:
    failed = thread(version(1, state=VersionState.FAILED))

    assert parent_for(failed) == Unparented(NoParent.EMPTY)
    assert parent_for(failed, named=Name(142, 1)) == Unparented(NoParent.GONE, "142.1")
    assert parent_for(failed, named=Name(142, 9)) == Unparented(NoParent.NOT_FOUND, "142.9")
    assert parent_for(failed, named=Name(7, 1)) == Unparented(NoParent.NOT_FOUND, "7.1")
    assert parent_for(failed, reply=PictureId("?")) == Unparented(NoParent.NOT_FOUND)
    assert parent_for(thread(version(1)), named=Name(142, 1, "c")) == ParentRef(
        VersionId("v1"), Name(142, 1), PictureId("p1")
    )


def test_when_the_parent_fails_the_nearest_ready_ancestor_is_taken_and_said() -> None:
    here = thread(
        version(1),
        version(2, 1, VersionState.FAILED),
        version(3, 2, VersionState.CANCELLED),
        version(4, 3, VersionState.ORDERED),
    )
    found = parent_when_run(here, here.versions[3])

    assert found is not None
    assert (str(found.picture.name), found.moved) == ("142.1", True)
    straight = parent_when_run(here, here.versions[1])
    assert straight is not None
    assert not straight.moved
    assert parent_when_run(here, here.versions[0]) is None


def test_a_discarded_parent_still_serves_the_edit_that_was_ordered_on_it() -> None:
    thrown = version(2, 1, VersionState.DISCARDED, pictures=(picture(2),))
    here = thread(version(1), thrown, version(3, 2, VersionState.ORDERED))
    found = parent_when_run(here, here.versions[2])

    assert found is not None
    assert (str(found.picture.name), found.moved) == ("142.2", False)


def test_an_edit_waits_for_its_parent() -> None:
    here = thread(version(1), version(2, 1, VersionState.ORDERED), version(3, 2))

    assert tree.waits_for(here, here.versions[2]) is here.versions[1]
    assert tree.waits_for(here, here.versions[1]) is None


# --- lineage --------------------------------------------------------------------------------------


def test_the_way_from_the_first_picture_follows_the_branch() -> None:
    here = thread(version(1), version(2, 1), version(3, 1), version(4, 3))

    assert tree.changes(here, here.versions[3]) == ("edit 3", "edit 4")
    assert [v.name.version for v in tree.lineage(here, here.versions[3])] == [1, 3, 4]
    assert tree.contributors(here, here.versions[3]) == {"m1", "m3", "m4"}
    assert [v.name.version for v in tree.descendants(here, here.versions[0])] == [2, 3, 4]
    assert tree.current(here) is here.versions[3]


def test_paid_edits_in_a_row_are_counted_and_a_sketch_ends_the_row() -> None:
    chain = [version(1), *(version(n, n - 1) for n in range(2, 7))]
    assert tree.paid_edits(thread(*chain), chain[5]) == 5
    assert [tree.worn(thread(*chain), v) for v in chain] == [False] * 4 + [True] * 2

    chain[3] = version(4, 3, quote=FREE)
    assert tree.paid_edits(thread(*chain), chain[5]) == 2


@st.composite
def trees(draw: st.DrawFn) -> Session:
    versions: list[Version] = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        parent = draw(st.integers(0, number - 1))
        versions.append(version(number, parent, draw(st.sampled_from(VersionState))))
    return thread(*versions)


@given(trees())
def test_every_lineage_ends_at_a_first_version_and_every_parent_is_older(here: Session) -> None:
    for one in here.versions:
        numbers = [v.name.version for v in tree.lineage(here, one)]
        assert numbers == sorted(set(numbers))
        assert here.versions[numbers[0] - 1].parent_name is None
        found = parent_when_run(here, one)
        if found is not None:
            assert found.picture.name.version in numbers[:-1]
            assert found.moved == (found.picture.name != one.parent_name)


@given(trees())
def test_an_edit_never_starts_from_what_is_gone(here: Session) -> None:
    found = parent_for(here)
    if isinstance(found, ParentRef):
        state = here.versions[found.name.version - 1].state
        assert state not in {
            VersionState.FAILED,
            VersionState.CANCELLED,
            VersionState.DISCARDED,
        }
    else:
        assert found.reason is NoParent.EMPTY


def test_the_lineage_property_fails_for_a_parent_that_is_not_older() -> None:
    """A planted loop: without the check on age this would never end."""
    loop = thread(version(1, 2), version(2, 1))

    assert [v.name.version for v in tree.lineage(loop, loop.versions[1])] == [1, 2]
