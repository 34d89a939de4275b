"""The other side, over HTTP: takes batches of events, and counts what it has."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx

from kiosk.domain.entry import JsonObject, to_rfc3339
from kiosk.errors import CentreError

BATCH = "application/cloudevents-batch+json; charset=utf-8"
TIMEOUT_S = 20.0
LONGEST_ANSWER = 4_000_000
LONGEST_REASON = 300

TOO_MUCH = frozenset({400, 413, 422})
"""Answers that speak of the batch itself: it is sent in smaller ones, down to the event that is meant."""


class NotAnswered(CentreError):
    """The national centre did not take a batch, and may later. `after_s`: sooner is not wanted."""

    def __init__(self, sentence: str, after_s: float = 0.0) -> None:
        super().__init__(sentence)
        self.after_s = after_s


class NotWanted(CentreError):
    """The national centre will not take this batch as it is."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`accepted` and `duplicates` are counts; `refused` maps an event's id to the reason."""

    accepted: int
    duplicates: int
    refused: dict[str, str] = field(default_factory=dict)


class Receiver:
    """`url` is the folder that holds `events` and `counts`; the token is read anew each time: it changes."""

    def __init__(self, url: str, token_file: Path | None) -> None:
        self._url, self._token_file = url.rstrip("/"), token_file
        self._client = httpx.Client(timeout=TIMEOUT_S, follow_redirects=False)

    @property
    def target(self) -> str:
        """What tells this address from others, without showing it."""
        return hashlib.sha256(self._url.encode()).hexdigest()

    def take(self, events: Sequence[JsonObject]) -> Answer:
        """Raises NotAnswered or NotWanted."""
        body = json.dumps(events, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        key = hashlib.sha256(body).hexdigest()
        headers = {"Content-Type": BATCH, "Idempotency-Key": key}
        response = self._send("POST", f"{self._url}/events", headers=headers, content=body)
        if response.status_code in TOO_MUCH:
            raise NotWanted(f"The national centre refuses a batch (HTTP {response.status_code}).")
        return _whole(_parsed(response), {str(event["id"]) for event in events})

    def count(self, begin: datetime, end: datetime) -> int:
        """Events whose time lies from `begin` to before `end`, each id once. Raises NotAnswered."""
        span = {"from": to_rfc3339(begin), "to": to_rfc3339(end)}
        match _parsed(self._send("GET", f"{self._url}/counts", params=span)):
            case {"events": int(number)} if not isinstance(number, bool):
                return number
        raise NotAnswered("The national centre's count is not one; ask who runs it.")

    def close(self) -> None:
        self._client.close()

    def _send(
        self,
        method: str,
        url: str,
        *,
        headers: dict[str, str] | None = None,
        content: bytes | None = None,
        params: dict[str, str] | None = None,
    ) -> httpx.Response:
        try:
            response = self._client.request(
                method, url, headers=self._token() | (headers or {}), content=content, params=params
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotAnswered(f"The national centre cannot be reached ({type(error).__name__}).") from None
        if response.status_code in (401, 403):
            raise NotAnswered("The national centre does not know the token; put a new one into the file.")
        if response.status_code not in TOO_MUCH and not response.is_success:
            raise NotAnswered(
                f"The national centre answered with HTTP {response.status_code}.", _retry_after_s(response)
            )
        return response

    def _token(self) -> dict[str, str]:
        """The header by which we are known, if we are."""
        if self._token_file is None:
            return {}
        try:
            return {"Authorization": f"Bearer {self._token_file.read_text('utf-8').strip()}"}
        except (OSError, ValueError):
            raise NotAnswered("The national centre's token file cannot be read; check it.") from None


def _parsed(response: httpx.Response) -> object:
    if len(response.content) > LONGEST_ANSWER:
        raise NotAnswered("The national centre's answer is too long; ask who runs it.")
    try:
        parsed: object = json.loads(response.content)
    except (ValueError, RecursionError):
        raise NotAnswered("The national centre's answer breaks off, or is no JSON.") from None
    return parsed


def _whole(parsed: object, ids: set[str]) -> Answer:
    """An answer counts only if it speaks of every event that was sent."""
    match parsed:
        case {"accepted": int(accepted), "duplicates": int(duplicates), "rejected": list(rejected)}:
            refused = {}
            for one in rejected:
                match one:
                    case {"id": str(event), "reason": str(reason)} if event in ids:
                        refused[event] = reason[:LONGEST_REASON]
            if accepted + duplicates + len(refused) == len(ids):
                return Answer(accepted, duplicates, refused)
    raise NotAnswered("The national centre's answer does not speak of every event; the batch is sent again.")


def _retry_after_s(response: httpx.Response) -> float:
    """Seconds, as far as they are given so; a date is left to our own patience."""
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0.0
