"""The tokens of a session and their stores."""

import threading
import time
from typing import Any, NamedTuple, Protocol


class Tokens(NamedTuple):
    """The tokens of a session."""

    access_token: str
    refresh_token: str
    #: Seconds since 1970.
    expires_at: float


class TokenStore(Protocol):
    """Keeps the tokens of one session."""

    #: Held during a refresh. Processes that share a store need a lock that they share.
    lock: Any

    def read(self) -> Tokens | None:
        """Returns the tokens, or None without a session."""

    def write(self, tokens: Tokens | None) -> None:
        """Replaces the tokens; None removes them."""


class MemoryStore:
    """Keeps tokens in memory, for all threads of the process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._tokens: Tokens | None = None

    def read(self) -> Tokens | None:
        """Returns the tokens, or None without a session."""
        return self._tokens

    def write(self, tokens: Tokens | None) -> None:
        """Replaces the tokens; None removes them."""
        self._tokens = tokens


def issued_tokens(body: Any) -> Tokens | None:
    """Returns the tokens of an answer: at its top, or as `session` where something else was the purpose of the request."""
    for fields in (body, body.get("session")) if isinstance(body, dict) else ():
        if isinstance(fields, dict) and "access_token" in fields and "refresh_token" in fields:
            expires_at = time.time() + fields["expires_in"]
            return Tokens(fields["access_token"], fields["refresh_token"], expires_at)
    return None
