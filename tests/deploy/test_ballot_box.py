"""The box process: the same port as the folder itself, over a private connection that logs nothing (A35)."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from deploy.ballot_box.client import RemoteBoxes
from deploy.ballot_box.server import LONGEST, BoxServer
from deploy.ballot_box.wire import VERBS, NotPrivate, casting_secret, private
from deploy.casting import BoxCaster
from services.appraisal.ballots.boxes import Acknowledgement, FolderBoxes, Terms, acknowledgement_holds
from services.appraisal.ballots.refusals import BoxState, BoxUnsound, RoundNotOpen, SlipRefused
from services.appraisal.ballots.slip import Slip
from services.kernel.refusals import Refused, Unavailable
from tests.appraisal.voters import Sheet
from tests.patience import patient

Q, SECRET = "2026-Q3", "s" * 40
NOW, UNTIL = datetime(2026, 10, 12, tzinfo=UTC), datetime(2026, 10, 15, 16, tzinfo=UTC)
TERMS = Terms(UNTIL, ("good", "poor"), 12)


class Hosted:
    """The box process, in a thread so that its clock can be set."""

    def __init__(self, folder: Path) -> None:
        self.boxes, self.now = FolderBoxes(folder), NOW
        app = BoxServer(self.boxes, SECRET, lambda: self.now).app()
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        limit = time.monotonic() + patient(15)
        while not self.server.started:
            assert time.monotonic() < limit
            time.sleep(0.01)
        self.url = f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)


@pytest.fixture
def hosted(tmp_path: Path) -> Iterator[Hosted]:
    made = Hosted(tmp_path / "ballots")
    yield made
    made.stop()


@pytest.fixture
def remote(hosted: Hosted) -> RemoteBoxes:
    return RemoteBoxes(hosted.url, SECRET)


def a_slip(remote: RemoteBoxes, rating: str = "good") -> Slip:
    published = remote.open(Q, ["law"], TERMS)
    sheet = Sheet(Q, published.keys, {"law": rating})
    (asked,) = sheet.asked
    signed = remote.sign(Q, published.acknowledges, {"law": bytes.fromhex(asked["blinded"])})
    (slip,) = sheet.finished({"law": signed["law"].hex()})
    return slip


def test_a_round_is_held_through_the_private_connection(hosted: Hosted, remote: RemoteBoxes) -> None:
    slip = a_slip(remote)
    published = remote.open(Q, ["law"], TERMS)
    gateway = BoxCaster(RemoteBoxes(hosted.url, casting_secret(SECRET)))
    given = gateway.cast(Q, slip.message, slip.signature)
    assert gateway.cast(Q, slip.message, slip.signature) == given
    assert acknowledgement_holds(published.acknowledges, Q, Acknowledgement(given["digest"], given["signature"]))
    remote.check(Q, published.acknowledges)
    assert remote.held() == [Q]
    assert remote.close(Q, published.acknowledges) == [slip]
    remote.destroy(Q)
    assert (remote.held(), hosted.boxes.held()) == ([], [])


def test_what_the_box_refuses_is_refused_with_the_same_code(hosted: Hosted, remote: RemoteBoxes) -> None:
    slip = a_slip(remote)
    key = remote.open(Q, ["law"], TERMS).acknowledges
    for spoiled, round_, code in (
        (Slip(slip.message, bytes(256)), Q, SlipRefused.code),
        (slip, "2026-Q2", RoundNotOpen.code),
    ):
        with pytest.raises(Refused) as refusal:
            remote.cast(round_, spoiled, NOW)
        assert refusal.value.code == code
        assert all(refusal.value.next)
    hosted.now = UNTIL
    with pytest.raises(Refused) as refusal:
        remote.cast(Q, slip, NOW)
    assert refusal.value.code == RoundNotOpen.code, "by the box's own clock"
    with pytest.raises(BoxUnsound) as unsound:
        remote.check(Q, "another key")
    assert unsound.value.state == BoxState.FOREIGN
    with pytest.raises(BoxUnsound) as unsound:
        remote.close("2026-Q2", key)
    assert unsound.value.state == BoxState.LOST


@pytest.mark.parametrize("verb", VERBS)
def test_a_gateway_casts_and_may_nothing_else_and_a_stranger_nothing(hosted: Hosted, verb: str) -> None:
    for secret, may in ((casting_secret(SECRET), verb == "cast"), ("wrong", False), ("-", False)):
        answer = httpx.post(f"{hosted.url}/{verb}", json=[], headers={"Authorization": f"Bearer {secret}"})
        code = answer.json().get("refusal", {}).get("code")
        assert (code != "kernel.forbidden") == may, answer.text


def test_what_is_too_long_or_no_request_is_refused(hosted: Hosted) -> None:
    said: dict[str, Any] = {"headers": {"Authorization": f"Bearer {SECRET}"}}
    assert httpx.post(f"{hosted.url}/held", content=b" " * (LONGEST + 1), **said).status_code == 409
    assert httpx.post(f"{hosted.url}/cast", json={}, **said).status_code == 500
    assert httpx.post(f"{hosted.url}/other", json={}, **said).json()["refusal"]["code"] == "kernel.forbidden"


def test_a_box_that_does_not_answer_or_does_not_know_us_is_said_to_be_unreachable(hosted: Hosted) -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        RemoteBoxes(hosted.url, "wrong").held()
    hosted.stop()
    with pytest.raises(Unavailable, match="does not answer"):
        RemoteBoxes(hosted.url, SECRET).held()


def test_the_box_is_reached_at_loopback_and_private_addresses_alone() -> None:
    for host in ("127.0.0.1", "10.1.2.3", "192.168.0.7", "localhost", "::1"):
        assert private(host) == host
    for host in ("0.0.0.0", "8.8.8.8", "::", "", "2001:4860:4860::8888"):
        with pytest.raises(NotPrivate):
            private(host)
    with pytest.raises(NotPrivate):
        RemoteBoxes("http://8.8.8.8:80", SECRET)


def test_the_box_itself_logs_nothing_of_what_is_cast(
    hosted: Hosted, remote: RemoteBoxes, caplog: pytest.LogCaptureFixture
) -> None:
    slip = a_slip(remote)
    with caplog.at_level(logging.DEBUG):
        remote.cast(Q, slip, NOW)
        with pytest.raises(Refused):
            remote.cast(Q, Slip(slip.message, bytes(256)), NOW)
    assert [record for record in caplog.records if record.name.startswith("jikao")] == []
