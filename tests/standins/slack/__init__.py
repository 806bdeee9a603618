"""Slack on the wire, for tests: the Web API, Socket Mode, files and people, with Slack's rules."""

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
