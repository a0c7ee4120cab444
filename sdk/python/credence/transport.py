"""Requests that are retried and see the writes of the same client."""

import http.client
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from typing import NamedTuple

ATTEMPTS = 4
FIRST_DELAY = 0.2
#: A client waits no longer than this for one retry; a later time is for its caller to decide.
LONGEST_DELAY = 5.0
RETRIED = {502, 503, 504}


class Request(NamedTuple):
    """A request in the form of HTTP."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None


class Answer(NamedTuple):
    """An answer with its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


#: Sends a request. Raises OSError or HTTPException without an answer.
Send = Callable[[Request], Answer]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        """Follows no redirect: an access token must not reach another host."""


def sender(timeout: float) -> Send:
    """Returns a function that sends requests by the standard library."""
    opener = urllib.request.build_opener(_NoRedirect)

    def send(request: Request) -> Answer:
        prepared = urllib.request.Request(
            request.url, data=request.body, headers=dict(request.headers), method=request.method
        )
        try:
            with opener.open(prepared, timeout=timeout) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Answer(refusal.code, refusal.headers, refusal.read())

    return send


class Transport:
    """Sends requests again that got no answer, and lets reads see the last write on every instance of the service."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._lock = threading.Lock()
        self._position: str | None = None

    def send(self, request: Request) -> Answer:
        """Sends a request. A write carries one Idempotency-Key in all attempts, so it happens once."""
        headers = dict(request.headers)
        if request.method != "GET":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        elif self._position is not None:
            headers["Event-Position"] = self._position
        answer = self._reliably(request._replace(headers=headers))
        if request.method != "GET":
            self._remember(answer.headers.get("Event-Position"))
        return answer

    def _reliably(self, request: Request) -> Answer:
        for attempt in range(1, ATTEMPTS + 1):
            delay = FIRST_DELAY * 2 ** (attempt - 1)
            try:
                answer = self._send(request)
            except (OSError, http.client.HTTPException):
                if attempt == ATTEMPTS:
                    raise
            else:
                after = _seconds(answer.headers.get("Retry-After"))
                if attempt == ATTEMPTS or not _is_retried(answer.status, after):
                    return answer
                delay = max(delay, after)
            time.sleep(delay)
        raise AssertionError("The last attempt returns or raises.")

    def _remember(self, position: str | None) -> None:
        # Positions of one log have one length and compare as text. A log that was moved has positions of another form.
        with self._lock:
            last = self._position
            if position is not None and (last is None or len(last) != len(position) or position > last):
                self._position = position


def _seconds(retry_after: str | None) -> float:
    return float(retry_after) if retry_after is not None and retry_after.isdigit() else 0.0


def _is_retried(status: int, retry_after: float) -> bool:
    # 409 has Retry-After only while the first request with the same key is still running.
    return retry_after <= LONGEST_DELAY and (status in RETRIED or (status == 409 and retry_after > 0))
