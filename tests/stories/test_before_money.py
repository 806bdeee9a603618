"""Before a credit is reserved: which model is recommended and why, and what a vendor would refuse is
said beside the field with the nearest thing that works."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk import Preview
from bot.domain.model import Provider
from bot.events import Ask, Invocation, Photo, Quiet, Say
from tests.standins.model import picture
from tests.stories.fixtures import Opening
from tests.stories.studio import GPT, NANO, PRO, Stage, labels, words_of

LITE = "gemini-3.1-flash-lite-image"


# --- /models ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "draft", "because"),
    [
        ("a fox in snow", "GPT Image 2.5 flare", "good enough for a draft, and cheap"),
        ('a poster "Summer" "Half price" "Only today"', "Nano Banana 2.1", "sets long text well"),
        ("a can for gd_728x90", "Nano Banana 2.1", "draws long banners"),
        ("a can for:story 4k", "Nano Banana 2.1", "good enough for a draft"),
    ],
)
async def test_models_recommends_for_a_brief_and_says_why(
    stage: Stage, text: str, draft: str, because: str
) -> None:
    said = words_of(await stage.you.runs("models", text=text))
    assert f"draft with {draft} ({because}" in said
    assert "finish with" in said


async def test_models_recommends_for_the_thread_it_is_asked_in(stage: Stage) -> None:
    people = tuple([await photo(stage, name, "character") for name in "abcde"])
    thread = await stage.you.orders("five friends on a bench", people, model=PRO)
    said = words_of(await stage.you.runs("models", thread))
    assert "draft with Nano Banana Pro (keeps several people apart)" in said
    assert "For this brief" not in words_of(await stage.you.runs("models"))


async def test_models_marks_what_has_no_key_and_says_what_each_draws(open_stage: Opening) -> None:
    stage = await open_stage(keyed=frozenset({Provider.SKETCH, Provider.OPENAI}))
    table = words_of(await stage.you.runs("models")).splitlines()
    rows = {line.split(" | ")[0]: line for line in table}
    assert rows["Nano Banana 2.1"].endswith("no key yet")
    assert "1K to 4K, looks up words and pictures" in rows["Nano Banana 2.1"]
    assert rows["GPT Image 2"].endswith("yes")
    assert "any pixels up to 8.3 million, mask" in rows["GPT Image 2"]
    assert "being withdrawn" in "".join(rows)
    assert "Nano Banana" not in rows  # the old one is hidden


async def test_an_option_that_models_cannot_read_is_said(stage: Stage) -> None:
    answer = await stage.you.runs("models", text="a can for:instagram-stroy")
    assert isinstance(answer, Ask), words_of(answer)


# --- what a vendor would refuse ---------------------------------------------------------------


async def photo(stage: Stage, name: str, role: str) -> Photo:
    return await stage.you.uploads(picture(name, 900, 900), f"{name}.png", role)


@pytest.mark.parametrize(
    ("rule", "text", "roles", "model", "says", "patch"),
    [
        ("L08", "the can of @image3 on stone", ("product",), NANO, "no photo 3", ("what", "the can of on stone")),
        ("L10", "a can on stone", ("base", "base"), NANO, "Only one photo", None),
        ("L11", "five friends", ("character",) * 6, PRO, "at most 5 photos", None),
        ("L11", "a friend on a bench", ("character",), LITE, "at most 0 photos", None),
        ("L17", "a can for gd_728x90", (), PRO, "cannot draw 8:1", ("model", NANO)),
        ("L17", "a can for gd_728x90", (), GPT, "cannot draw 8:1", ("model", NANO)),
        ("L19", "a can for a story 4k", (), LITE, "does not draw 4K; 1K works", ("resolution", "1K")),
        ("L19", "a can for a story 4k", (), GPT, "does not draw 4K; 2K works", ("resolution", "2K")),
    ],
)  # fmt: skip
async def test_a_check_stands_in_the_way_before_anything_is_reserved(
    stage: Stage,
    rule: str,
    text: str,
    roles: tuple[str, ...],
    model: str,
    says: str,
    patch: tuple[str, str] | None,
) -> None:
    photos = tuple([await photo(stage, f"p{n}", role) for n, role in enumerate(roles)])
    values = (("model", model),)
    venue = stage.you.venue()
    preview = await stage.studio.desk.changed(stage.you.actor, venue, "brief", text, values, photos)
    found = [check for check in preview.checks if check.id == rule]
    assert found, preview
    assert says in found[0].text
    assert patch is None or found[0].patch == (patch,)
    stops = found[0].level == "stop"
    assert stops == (rule != "L17")  # a shape that is cut or padded is asked, not refused
    agreed = str(10**9) if stops else "0"
    event = stage.you.running("brief", "", text, model=model, agreed=agreed)
    assert isinstance(event, Invocation)
    answer = await stage.you.sends(replace(event, photos=photos))
    if stops:
        assert isinstance(answer, Say)
        assert says in words_of(answer)
        assert not any(label.startswith("Make it") for label in labels(answer.card))
        assert (await stage.free(), await stage.reserved()) == (1000, 0)
        assert not stage.google.calls + stage.openai.calls


async def test_the_fix_beside_the_field_is_what_works(stage: Stage) -> None:
    venue = stage.you.venue()

    async def typed(**values: str) -> Preview:
        return await stage.studio.desk.changed(
            stage.you.actor, venue, "brief", "a can on wet stone for a story",
            tuple(values.items()), (),
        )  # fmt: skip

    bad = await typed(model=LITE, resolution="4K")
    (check,) = [check for check in bad.checks if check.level == "stop"]
    good = await typed(**{"model": LITE, "resolution": "4K", **dict(check.patch)})
    assert not [check for check in good.checks if check.level == "stop"]
    assert good.ready


async def test_an_edit_that_speaks_of_a_photo_that_is_not_there_is_asked_nothing(
    stage: Stage,
) -> None:
    thread = await stage.you.orders(
        "a can on wet stone", (await photo(stage, "a", "product"),), model=NANO
    )
    said = await stage.you.says("put the can of @image2 beside it", thread)
    assert "@image2" in words_of(said)
    assert len(stage.google.calls) == 1
    await stage.you.edits("turn the can of @image1 to the left", thread)
    assert len(stage.google.calls) == 2


async def test_more_photos_than_a_model_takes_are_counted_with_the_picture_itself(
    stage: Stage,
) -> None:
    own = tuple([await photo(stage, f"a{n}", "style") for n in range(8)])
    more = tuple([await photo(stage, f"b{n}", "texture") for n in range(6)])
    thread = await stage.you.orders("a can on wet stone", own, model=NANO)
    said = await stage.you.says("warmer", thread, photos=more, agreed=10**9)
    assert "does not take so many photos (15)" in words_of(said)
    assert "GPT Image 2 can." in words_of(said)
    answer = await stage.you.says("warmer", thread, photos=more[:5], agreed=10**9)
    assert isinstance(answer, Quiet), words_of(answer)


async def test_another_format_says_what_it_loses_before_it_is_drawn(stage: Stage) -> None:
    thread = await stage.you.orders("a can on wet stone", model=PRO)
    venue = stage.you.venue(thread)
    preview = await stage.studio.desk.changed(
        stage.you.actor, venue, "edit", "", (("instruction", "same as gd_728x90"),), ()
    )
    assert "cannot draw 8:1" in preview.checks[0].text
    assert preview.checks[0].fix == ""
    plain = await stage.studio.desk.changed(
        stage.you.actor, venue, "edit", "", (("instruction", "warmer"),), ()
    )
    assert plain.checks == ()
