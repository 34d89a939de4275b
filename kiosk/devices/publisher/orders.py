"""What the centre asks and gives over the feed, and what is answered: to the desk and back."""

from collections import deque

from kiosk.devices.publisher.feed import Feed
from kiosk.feed import topics
from kiosk.feed.connection import Connection
from kiosk.feed.orders import Result, result_topic
from kiosk.feed.session import Delivery, Message
from kiosk.feed.topics import Place

ANSWERS_KEPT = 100
"""While there is no connection; the centre asks again for what it has no answer to."""


def order_topics(place: Place) -> tuple[str, ...]:
    return place.topic(topics.CONFIG), place.topic(f"{topics.COMMANDS}/+")


class OrderLine:
    """Used from the feed's thread alone."""

    def __init__(self, feed: Feed, connection: Connection) -> None:
        self._feed, self._place, self._connection = feed, feed.place, connection
        self._answers: deque[Message] = deque(maxlen=ANSWERS_KEPT)

    def takes(self, delivery: Delivery) -> bool:
        """Whether it is of the centre's orders; then it is dealt with."""
        config, commands = self._place.topic(topics.CONFIG), self._place.topic(f"{topics.COMMANDS}/")
        if delivery.topic == config:
            if delivery.payload and (result := self._feed.desk.take_config(delivery)):
                self._answer(topics.CONFIG, result, None, "A config")
            return True
        if delivery.topic.startswith(commands):
            name = delivery.topic.removeprefix(commands)
            if result := self._feed.desk.take(name, delivery):
                self._answer(name, result, delivery.correlation, "A command")
            return True
        return False

    def result(self, name: str, result: Result, correlation: bytes | None) -> Message:
        """As it goes to the centre."""
        return Message(result_topic(self._place, name), result.to_bytes(), correlation=correlation)

    def answer(self, message: Message) -> None:
        self._answers.append(message)

    def turn(self) -> None:
        """Sends what there is to answer, as far as it goes."""
        while self._answers and self._connection.publish(self._answers[0]) is not None:
            self._answers.popleft()

    def _answer(self, name: str, result: Result, correlation: bytes | None, what: str) -> None:
        self.answer(self.result(name, result, correlation))
        if not result.ok:
            self._feed.say(f"{what} was refused ({result.body['reason']}); check who may send them.")
