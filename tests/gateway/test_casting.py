"""The one address that knows nobody: what is no slip is refused plainly, and nothing of a request is kept (A35)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from gateway.casting import LONGEST, Casting
from services.kernel.refusals import Invalid

SLIP = {"message": "aa", "signature": "bb", "pad": "0"}


class Box:
    def __init__(self) -> None:
        self.cast_here: list[tuple[str, bytes, bytes]] = []

    def cast(self, round_: str, message: bytes, signature: bytes) -> Mapping[str, str]:
        if round_ != "2026-Q3":
            raise Invalid("没有这一轮。", "There is no such round.", fields=[])
        self.cast_here.append((round_, message, signature))
        return {"digest": "d", "signature": "s"}


def door(box: Box | None) -> TestClient:
    return TestClient(Casting(Starlette(), box))


def test_a_slip_is_cast_and_the_answer_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    box = Box()
    with caplog.at_level(logging.DEBUG):
        answer = door(box).post("/api/v1/ballots/2026-Q3/slips", json=SLIP, headers={"X-Correlation-Id": "mine"})
    assert (answer.status_code, answer.json()) == (200, {"digest": "d", "signature": "s"})
    assert box.cast_here == [("2026-Q3", b"\xaa", b"\xbb")]
    assert "x-correlation-id" not in answer.headers
    assert not [record for record in caplog.records if record.name.startswith(("jikao", "gateway"))]


@pytest.mark.parametrize(
    "body", [{}, {"message": "xx", "signature": "bb"}, {"message": 1, "signature": 2}, [], {"message": "aa"}]
)
def test_what_is_no_slip_is_refused(body: Any) -> None:
    box = Box()
    answer = door(box).post("/api/v1/ballots/2026-Q3/slips", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "kernel.invalid")
    assert box.cast_here == []


def test_what_is_too_long_another_round_another_method_and_no_box_are_refused() -> None:
    long = door(Box()).post("/api/v1/ballots/2026-Q3/slips", json={**SLIP, "pad": "0" * LONGEST})
    assert (long.status_code, long.json()["code"]) == (413, "gateway.too-large")
    assert door(Box()).post("/api/v1/ballots/1/slips", json=SLIP).status_code == 422
    looked = door(Box()).get("/api/v1/ballots/2026-Q3/slips")
    assert (looked.status_code, looked.headers["allow"]) == (405, "POST")
    assert door(None).post("/api/v1/ballots/2026-Q3/slips", json=SLIP).status_code == 409


def test_a_fault_of_the_box_is_said_and_nothing_of_the_request_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Box):
        def cast(self, round_: str, message: bytes, signature: bytes) -> Mapping[str, str]:
            raise OSError(signature.hex())

    answer = door(Broken()).post("/api/v1/ballots/2026-Q3/slips", json=SLIP)
    assert (answer.status_code, answer.json()["code"]) == (503, "kernel.unavailable")
    assert [record.getMessage() for record in caplog.records] == ["a slip could not be taken: OSError"]


def test_everything_else_goes_on_as_ever() -> None:
    assert door(Box()).post("/api/v1/ballots/2026-Q3", json=SLIP).status_code == 404
