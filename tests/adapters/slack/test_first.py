"""First steps."""

from tests.adapters.slack.office import Office


async def test_a_brief_with_words_becomes_a_root_a_thread_and_a_picture(office: Office) -> None:
    ann = office.person("olga")
    acked = await ann.slash("/brief", "a red can on wet stone")
    assert acked.ok
    await office.quiet()
    print([m.text for m in ann.messages()])
    root = office.root()
    print(office.says(root))
    print([office.says(m) for m in office.thread(root)])
    assert 0
