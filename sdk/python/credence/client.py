"""The client of one service for one person, or for one API key."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from .operations import Operations
from .problem import problem_of
from .tokens import MemoryStore, Tokens, TokenStore, issued_tokens
from .transport import Answer, Request, Send, Transport, sender

#: Refreshes that long before the access token expires, so that it does not expire on its way.
EARLY = 10.0
REFRESH = "/auth/refresh"
SIGN_OUT = "/auth/logout"


class Credence(Operations):
    """Calls every operation of the API. Keeps the session of a person, or sends an API key."""

    def __init__(
        self,
        url: str,
        *,
        api_key: str | None = None,
        store: TokenStore | None = None,
        on_signed_out: Callable[[], None] = lambda: None,
        timeout: float = 30.0,
        send: Send | None = None,
    ) -> None:
        self._url = url.rstrip("/")
        self._api_key = api_key
        self._store = store or MemoryStore()
        self._on_signed_out = on_signed_out
        self._transport = Transport(send or sender(timeout))

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Any = None,
        form: bool = False,
        parse: bool = True,
    ) -> Any:
        """Sends a request and returns the body of its answer.

        Raises Problem if the service refused the request, and OSError if no attempt got an answer.
        """
        target = path + (f"?{urlencode(query)}" if query else "")
        answer = self._authenticated(method, target, body, form)
        if answer.status >= 300:
            raise problem_of(answer.status, answer.headers.get("Retry-After"), answer.body)
        if not parse:
            return answer.body
        parsed = json.loads(answer.body) if answer.body else None
        if self._api_key is None:
            self._keep(path, issued_tokens(parsed))
        return parsed

    def _keep(self, path: str, issued: Tokens | None) -> None:
        if issued is not None or path == SIGN_OUT:
            self._store.write(issued)

    def _authenticated(self, method: str, target: str, body: Any, form: bool) -> Answer:
        if self._api_key is not None:
            return self._once(method, target, body, form, self._api_key)
        tokens = self._store.read()
        if tokens is not None and tokens.expires_at - EARLY < time.time():
            tokens = self._refresh(tokens)
        answer = self._once(method, target, body, form, tokens and tokens.access_token)
        if tokens is None or _code(answer) != "unauthenticated":
            return answer
        renewed = self._refresh(tokens)
        return answer if renewed is None else self._once(method, target, body, form, renewed.access_token)

    def _refresh(self, used: Tokens) -> Tokens | None:
        """Replaces used tokens. Threads that use the same tokens share one refresh."""
        with self._store.lock:
            current = self._store.read()
            if current is None or current.refresh_token != used.refresh_token:
                return current
            answer = self._once("POST", REFRESH, {"refresh_token": current.refresh_token}, False, None)
            issued = issued_tokens(json.loads(answer.body)) if answer.status < 300 else None
            if issued is not None:
                self._store.write(issued)
                return issued
            if _code(answer) != "invalid_refresh_token":
                return current
            self._store.write(None)
        self._on_signed_out()
        return None

    def _once(self, method: str, target: str, body: Any, form: bool, token: str | None) -> Answer:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        content = None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded" if form else "application/json"
            content = (urlencode(body) if form else json.dumps(body)).encode()
        return self._transport.send(Request(method, self._url + target, headers, content))


def _code(answer: Answer) -> str | None:
    """Returns the code of a problem, or None if an answer is no problem."""
    if not answer.headers.get("Content-Type", "").startswith("application/problem+json"):
        return None
    body = json.loads(answer.body)
    return body.get("code") if isinstance(body, dict) else None
