"""Slack on the wire, for tests: the Web API, Socket Mode, files and people, with Slack's rules.

async with slack_standin() as slack:                  # AsyncWebClient(slack.bot_token, slack.base_url)
    ann = slack.person("ann")                         # people and channels: see Slack
    acked = await ann.slash("/brief", "a can")        # waits for the acknowledgement: acked.ok, .text
    modal = await ann.modal()                         # fill, choose, suggest, attach, click, submit
    message = await ann.sees("Make it", "design")     # waits for what a person reads
    await ann.click(message, "Make it 3.4")           # by label, value or action id
    await ann.react(message, "white_check_mark")
    call = await slack.saw("chat.postMessage", nth=2) # waits; call.args, .headers, .answer, .status
    slack.fail("chat.update", "fatal_error")          # lose, hold, sockets.lines[0].cut / stall / refresh
    slack.clock.move(3.1)                             # triggers, response_urls, retries, rate limits
    assert slack.violations == []
"""

from tests.standins.slack.calls import Call, Fault
from tests.standins.slack.controls import Acked
from tests.standins.slack.modal import Modal
from tests.standins.slack.person import Person, said
from tests.standins.slack.sockets import Delivery, Line
from tests.standins.slack.standin import Slack, serving, slack_standin
from tests.standins.slack.world import APP, BOT, BOT_USER, TEAM, Channel, File, Message, User

__all__ = [
    "APP",
    "BOT",
    "BOT_USER",
    "TEAM",
    "Acked",
    "Call",
    "Channel",
    "Delivery",
    "Fault",
    "File",
    "Line",
    "Message",
    "Modal",
    "Person",
    "Slack",
    "User",
    "said",
    "serving",
    "slack_standin",
]
