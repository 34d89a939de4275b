"""What the centre asks of a kiosk, what the kiosk answers, and the configuration it is given."""

from kiosk.feed.orders.bodies import Body, Name
from kiosk.feed.orders.command import Command, command_topic, parse_command
from kiosk.feed.orders.config import Config, ConfigBody, parse_config
from kiosk.feed.orders.result import Refusal, Result, parse_result, result_topic

__all__ = [
    "Body",
    "Command",
    "Config",
    "ConfigBody",
    "Name",
    "Refusal",
    "Result",
    "command_topic",
    "parse_command",
    "parse_config",
    "parse_result",
    "result_topic",
]
