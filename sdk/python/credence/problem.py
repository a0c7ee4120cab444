"""Refusals of the service."""

import json

from . import models


class Problem(Exception):
    """An answer of the service that refuses a request (RFC 9457)."""

    def __init__(self, body: models.Problem, retry_after: int | None) -> None:
        super().__init__(f"{body['title']}: {body['detail']}")
        self.body = body
        self.code = body["code"]
        #: Whole seconds after which a retry can succeed; None if the service named none.
        self.retry_after = retry_after


class UnexpectedAnswer(Exception):
    """An answer that is not of the service, for example the error page of a proxy."""


def problem_of(status: int, retry_after: str | None, text: bytes) -> Exception:
    """Returns the problem in the body of a refusal, or another error if it has none."""
    try:
        body = json.loads(text)
        return Problem(body, None if retry_after is None else int(retry_after))
    except (ValueError, KeyError, TypeError):
        return UnexpectedAnswer(f"The answer {status} is not a problem of Credence.")
