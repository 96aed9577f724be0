"""Whatever comes over RPC is answered: what has not its form by a refusal that names it, never by a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.kernel.delivery.signatures import SourceKey, SourceKeys
from services.kernel.delivery.silence import Silence
from services.kernel.host.revoked import RevokedTokens
from services.kernel.host.service import service_class
from services.kernel.log.store import Store
from services.kernel.procedure.identity import Verifier, public_key
from services.kernel.refusals import Unauthenticated
from tests.kernel.sample import SampleDesk

BODY = {"size": 3, "empty_by": "2026-12-31"}
NOT_A_TEXT: list[Any] = [7, 1.5, True, [], ["x"], {}, {"a": 1}, "a\nb", "a\x00b", "x" * 9000]
MALFORMED: dict[str, list[Any]] = {
    "token": NOT_A_TEXT,
    "key": [*NOT_A_TEXT, "x" * 121, "钥匙", "a b"],
    "correlation": [*NOT_A_TEXT, "x" * 201],
    "causation": NOT_A_TEXT,
    "if_match": ["1", 1.5, True, -1, 1 << 63, {}, ["1"], [True], [[1]]],
    "at": [7, 7.5, True, [], {}, "yesterday", "2026-13-01", "2026-03-02T08:30:00", "2026-03-02", "24:00", "x" * 9000],
    "body": [7, 1.5, True, "size", [], [["size", 3]], "{}"],
}
OWN: list[tuple[str, dict[str, Any]]] = [
    *(("events_after", {"position": value}) for value in (None, "1", -1, 1.5, True, [], {}, 1 << 63)),
    *(("events_after", {"position": 0, "limit": value}) for value in (None, "1", -1, 1.5, True, [], {})),
    *(("events_after", {"position": 0, "nonce": value}) for value in (7, [], {}, "a\nb", "x" * 201)),
    ("events_after", {}),
    ("events_after", {"position": 0, "until": 7}),
    ("state", {"position": 0}),
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SampleDesk]:
    store = Store(f"sqlite:///{tmp_path}/sample.db")
    yield SampleDesk(store)
    store.close()


@pytest.fixture
def served(desk: SampleDesk) -> Any:
    key = SourceKey("sample", Ed25519PrivateKey.generate())
    return service_class(desk.app, {}, system_token="", key=key, keys=SourceKeys({}), tick_seconds=0)()


@pytest.mark.parametrize(
    ("name", "value"),
    [pytest.param(name, value, id=f"{name} {value!r}"[:60]) for name, values in MALFORMED.items() for value in values],
)
def test_a_malformed_argument_is_refused_by_name(served: Any, desk: SampleDesk, name: str, value: Any) -> None:
    given = {"token": desk.token("p001"), "body": BODY} | {name: value}
    problem = served.open_jar(**given)["problem"]
    assert problem["kind"] == "invalid"
    assert [field["field"] for field in problem["details"]["fields"]] == [name]
    assert problem["zh"].endswith("。")
    assert all(problem["next"])
    assert desk.recorded() == []


def test_what_is_missing_or_too_much_is_refused(served: Any, desk: SampleDesk) -> None:
    assert served.open_jar()["problem"]["kind"] == "unauthenticated"
    for token in ("la la la", "令牌", "a.b.c", "....", "e30.e30.e30", desk.token("p001")[:-3], "x" * 8000):
        assert served.open_jar(token=token, body=BODY)["problem"]["kind"] == "unauthenticated"
    assert served.open_jar(desk.token("p001"), body=BODY)["problem"]["kind"] == "invalid"
    assert served.open_jar(token=desk.token("p001"), body=BODY | {"lid": 1})["problem"]["kind"] == "invalid"
    assert served.open_jar(token=desk.token("p001"), lid=1, **BODY)["problem"]["kind"] == "invalid"


@pytest.mark.parametrize("absent", [{}, dict.fromkeys(["key", "correlation", "causation", "if_match", "at"])])
def test_what_is_of_its_form_is_carried_out(served: Any, desk: SampleDesk, absent: dict[str, Any]) -> None:
    made = served.open_jar(token=desk.token("p001"), body=BODY, **absent)
    assert made["location"]
    more = {"key": "k1", "correlation": "请求 7", "at": "2026-03-02T08:30:00+08:00"}
    assert served.open_jar(token=desk.token("p001"), **BODY, **more)["location"]


@pytest.mark.parametrize(("method", "given"), OWN, ids=lambda one: str(one)[:60])
def test_the_systems_own_methods_refuse_too(served: Any, desk: SampleDesk, method: str, given: dict[str, Any]) -> None:
    system = desk.signer.sign("system", token_id="s", seconds=60)
    assert getattr(served, method)(token=system, **given)["problem"]["kind"] == "invalid"
    for token in (7, None, [], "la la la", desk.token("p001")):
        problem = getattr(served, method)(token=token, **given)["problem"]
        assert problem["kind"] in {"invalid", "unauthenticated", "forbidden"}


def test_a_token_that_was_logged_out_verifies_no_more() -> None:
    from services.kernel.procedure.identity import Signer, new_key

    key, ended = new_key(), set[str]()
    verifier = Verifier(public_key(key), revoked=ended.__contains__)
    token, other = (Signer(key).sign("p001", token_id=id, seconds=60) for id in ("session-1", "session-2"))
    assert verifier.verify(token).person == "p001"
    ended.add("session-1")
    with pytest.raises(Unauthenticated):
        verifier.verify(token)
    assert verifier.verify(other).person == "p001"


def test_a_redis_that_is_away_is_asked_seldom_and_stops_nobody() -> None:
    now = [0.0]
    revoked = RevokedTokens("redis://127.0.0.1:1/0", prefix="t:", silence=Silence(lambda: now[0]))
    asked: list[str] = []

    def away(name: str) -> int:
        asked.append(name)
        raise ConnectionRefusedError

    revoked._redis.exists = away
    assert [revoked("s"), revoked("s"), revoked("s")] == [False] * 3
    assert asked == ["t:revoked:s"]
    now[0] = 6.0
    assert revoked("s") is False
    assert len(asked) == 2
    revoked._redis.exists = lambda name: 1
    now[0] = 12.0
    assert revoked("s") is True
    revoked._redis.exists = away
    now[0] = 24.0
    assert revoked("s") is True, "what is known stays known"
