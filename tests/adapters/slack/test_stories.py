"""The studio in Slack, from the first line to the locked picture: people type, press, fill and react,
and read what Slack shows them."""

from __future__ import annotations

from tests.adapters.slack.office import Office
from tests.stories.studio import NANO

async def test_debug(office: Office) -> None:
    olga, bea = office.person("olga"), office.person("bea")
    await office.approves("bea")
    assert (await olga.slash("/brief")).ok
    modal = await olga.modal("New picture")
    print(modal.text)
    modal.fill("what", "a red can on wet stone")
    print(await modal.suggest("where", "insta"))
    modal.choose("where", "Instagram story")
    await office.quiet()
    print(modal.text, modal.view.body["submit"])
    acked = await modal.submit()
    print(acked.payload, modal.errors, modal.open)
    await office.settle()
    root = office.root()
    print("ROOT", office.says(root))
    await olga.say("make it warmer", thread=root)
    await office.settle()
    for m in office.thread(root): print("THREAD", office.says(m))
    await olga.say("v1: softer light", thread=root)
    await office.settle()
    for m in office.thread(root): print("THREAD", office.says(m))
    result = office.thread(root)[-1]
    await olga.click(result, "Ask for approval")
    await office.settle()
    for m in office.thread(root): print("THREAD", office.says(m))
    for m in bea.messages(bea.dm): print("BEA", office.says(m))
    review = bea.messages(bea.dm)[-1]
    await bea.react(review, "white_check_mark")
    await office.settle()
    for m in bea.messages(bea.dm): print("BEA", office.says(m))
    office.stage.clock.move(61); office.stage.studio.worker.wake()
    await office.settle()
    for m in office.person("ann").messages(): print("CH", office.says(m))
    for m in olga.ephemerals(): print("EPH", office.says(m))
    print(office.stage.log.getvalue())
    assert 0
