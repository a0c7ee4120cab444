"""The rules of the client, without a service."""

import json
import threading
import unittest
from unittest.mock import patch

from credence import Credence, MemoryStore, Problem, Tokens
from credence.transport import Answer, Request

ISSUED = {"access_token": "second", "refresh_token": "r2", "expires_in": 900}
UNAUTHENTICATED = {"code": "unauthenticated", "title": "Unauthenticated", "detail": "Sign in.", "status": 401}
ENDED = {**UNAUTHENTICATED, "code": "invalid_refresh_token"}


def answer(status: int, body: object, **headers: str) -> Answer:
    kind = "application/json" if status < 400 else "application/problem+json"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, {"Content-Type": kind, **named}, json.dumps(body).encode())


class Service:
    """Answers requests in turn, and keeps them. An answer that is an exception is lost."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self.requests: list[Request] = []
        self._answers = list(answers)

    def send(self, request: Request) -> Answer:
        self.requests.append(request)
        next_answer = self._answers.pop(0)
        if isinstance(next_answer, Exception):
            raise next_answer
        return next_answer


def signed_in(expires_at: float = 1e12) -> MemoryStore:
    store = MemoryStore()
    store.write(Tokens("first", "r1", expires_at))
    return store


@patch("time.sleep", lambda _: None)
class ClientTest(unittest.TestCase):
    def test_a_write_without_an_answer_is_repeated_with_the_same_key(self) -> None:
        service = Service(OSError("reset"), answer(503, {}, Retry_After="1"), answer(200, {"message": "Done."}))
        Credence("https://id.example", send=service.send).sign_out({})
        keys = {request.headers["Idempotency-Key"] for request in service.requests}
        self.assertEqual((len(service.requests), len(keys)), (3, 1))

    def test_the_last_lost_answer_is_raised(self) -> None:
        service = Service(*[OSError("reset")] * 4)
        with self.assertRaises(OSError):
            Credence("https://id.example", send=service.send).read_me()

    def test_a_late_retry_is_left_to_the_caller(self) -> None:
        body = {**UNAUTHENTICATED, "code": "overloaded"}
        service = Service(answer(503, body, Retry_After="60"))
        with self.assertRaises(Problem) as refusal:
            Credence("https://id.example", send=service.send).read_me()
        self.assertEqual((refusal.exception.code, refusal.exception.retry_after), ("overloaded", 60))

    def test_reads_carry_the_position_of_the_last_write(self) -> None:
        service = Service(answer(200, {}, Event_Position="07"), answer(200, {}, Event_Position="03"), answer(200, {}))
        credence = Credence("https://id.example", api_key="key", send=service.send)
        credence.verify_email({"token": "a"})
        credence.verify_email({"token": "b"})
        credence.read_me()
        self.assertEqual(service.requests[2].headers["Event-Position"], "07")

    def test_an_expired_access_token_is_refreshed_before_the_request(self) -> None:
        service = Service(answer(200, ISSUED), answer(200, {}))
        Credence("https://id.example", store=signed_in(expires_at=0), send=service.send).read_me()
        self.assertEqual(json.loads(service.requests[0].body or b""), {"refresh_token": "r1"})
        self.assertEqual(service.requests[1].headers["Authorization"], "Bearer second")

    def test_threads_share_one_refresh(self) -> None:
        refreshes: list[Request] = []

        def send(request: Request) -> Answer:
            if request.url.endswith("/auth/refresh"):
                refreshes.append(request)
                return answer(200, ISSUED)
            is_renewed = request.headers["Authorization"] == "Bearer second"
            return answer(200, {}) if is_renewed else answer(401, UNAUTHENTICATED)

        credence = Credence("https://id.example", store=signed_in(), send=send)
        threads = [threading.Thread(target=credence.read_me) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(refreshes), 1)

    def test_an_ended_session_is_removed_and_reported(self) -> None:
        store, reports = signed_in(), []
        send = Service(answer(401, UNAUTHENTICATED), answer(401, ENDED)).send
        credence = Credence("https://id.example", store=store, on_signed_out=lambda: reports.append(1), send=send)
        with self.assertRaises(Problem):
            credence.read_me()
        self.assertEqual((store.read(), reports), (None, [1]))

    def test_a_failed_refresh_keeps_the_session(self) -> None:
        store = signed_in()
        limited = answer(429, {**UNAUTHENTICATED, "code": "rate_limited"}, Retry_After="60")
        service = Service(answer(401, UNAUTHENTICATED), limited, answer(401, UNAUTHENTICATED))
        with self.assertRaises(Problem):
            Credence("https://id.example", store=store, send=service.send).read_me()
        self.assertIsNotNone(store.read())

    def test_path_parameters_are_quoted(self) -> None:
        service = Service(answer(200, {}))
        Credence("https://id.example", api_key="key", send=service.send).read_user("a/../b?c")
        self.assertEqual(service.requests[0].url, "https://id.example/v1/users/a%2F..%2Fb%3Fc")

    def test_the_page_of_a_proxy_is_no_problem(self) -> None:
        service = Service(Answer(500, {}, b"<html>"))
        with self.assertRaisesRegex(Exception, "500 is not a problem"):
            Credence("https://id.example", send=service.send).read_me()


if __name__ == "__main__":
    unittest.main()
