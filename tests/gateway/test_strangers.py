"""What somebody without a login gets to see, to send and to hold open: little, briefly, and not much of it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from deploy import web
from deploy.patience import Patient
from gateway.frame import Frame
from gateway.gate import ACCESS_COOKIE, REFRESH_COOKIE
from gateway.metrics import Metrics
from gateway.problems import response as problem_of
from gateway.settings import Settings
from services.kernel.refusals import Refusal
from tests.gateway.conftest import World

CLOSED = (
    *("/openapi.json", "/asyncapi.json", "/docs", "/metrics"),
    *("/api/v1/permissions", "/api/v1/forms/sample.open-jar"),
)


@pytest.mark.parametrize("path", CLOSED)
def test_what_the_office_consists_of_is_no_strangers_business(make_world: Any, path: str) -> None:
    world = make_world(open_to_strangers=False)
    refused = world.client.get(path)
    assert refused.status_code == 401, refused.text
    assert b"jar" not in refused.content.lower()
    assert world.client.get(path, headers=world.bearer()).status_code == 200
    shown = make_world(open_to_strangers=True)
    assert shown.client.get(path).status_code == 200


def test_it_is_so_unless_an_operator_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Settings().open_to_strangers
    assert not web.gateway_settings(("directory",), demo=False).open_to_strangers
    assert web.gateway_settings(("directory",), demo=True).open_to_strangers
    monkeypatch.setenv("JIKAO_OPEN_TO_STRANGERS", "true")
    assert web.gateway_settings(("directory",), demo=False).open_to_strangers


def test_whoever_watches_over_the_servers_asks_whether_they_are_alive(make_world: Any) -> None:
    world = make_world(open_to_strangers=False)
    assert world.client.get("/healthz").status_code == 200
    assert world.client.get("/readyz").status_code == 200


def test_a_collector_of_figures_shows_its_own_secret(make_world: Any) -> None:
    world = make_world(open_to_strangers=False, metrics_token="collect-me")
    for given, status in (("Bearer collect-me", 200), ("Bearer other", 401), ("Basic collect-me", 401), ("", 401)):
        assert world.client.get("/metrics", headers={"Authorization": given}).status_code == status, given
    nothing_set = make_world(open_to_strangers=False)
    assert nothing_set.client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 401


LARGE = b"x" * (20 << 10)


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=b", "text/plain"])
@pytest.mark.parametrize("path", ["/api/v1/sessions", "/login", "/api/v1/sample/jars", "/operations/sample.open-jar"])
@pytest.mark.parametrize("shows", [{}, {"Authorization": "Bearer forged"}, {"Cookie": f"{ACCESS_COOKIE}=forged"}])
def test_a_strangers_body_is_short(world: World, kind: str, path: str, shows: dict[str, str]) -> None:
    refused = world.client.post(path, content=LARGE, headers={"Content-Type": kind, **shows})
    assert refused.status_code == 413, refused.text


def test_of_a_stranger_with_a_forged_cookie_no_form_is_read(world: World) -> None:
    """It may be somebody whose session has to be renewed: that is looked at first."""
    read = []

    def body() -> Any:
        for _ in range(400):
            read.append(1)
            yield LARGE

    forged = {"Cookie": f"{REFRESH_COOKIE}=forged", "Content-Type": "multipart/form-data; boundary=b"}
    sent = world.client.post("/operations/sample.open-jar", content=body(), headers=forged, follow_redirects=False)
    assert (sent.status_code, sent.headers["location"].partition("?")[0]) == (303, "/login")
    into = world.client.post("/login", content=LARGE, headers=forged)
    assert into.status_code == 413


def test_whoever_is_known_sends_what_they_have_to(world: World) -> None:
    body = {"size": 10, "empty_by": "2026-03-01", "note": "长" * 6000}
    assert world.client.post("/api/v1/sample/jars", json=body, headers=world.bearer()).status_code == 201


def framed(read: Callable[[Request], Awaitable[Response]], **settings: Any) -> Frame:
    async def declined(refusal: Refusal, connection: Any) -> Response:
        return problem_of(refusal, connection)

    app = Starlette(routes=[Route("/", read, methods=["POST"])])
    app.add_exception_handler(Refusal, lambda request, refusal: problem_of(refusal, request))  # type: ignore[arg-type]
    return Frame(app, settings=Settings(**settings), metrics=Metrics(), declined=declined, known=lambda _: True)


async def trickling(app: Frame, pieces: int, every: float) -> tuple[int, int]:
    """Sends so many pieces, one at a time: the answer's status, and how many were read."""
    read, sent = 0, []

    async def receive() -> dict[str, Any]:
        nonlocal read
        await asyncio.sleep(every)
        read += 1
        return {"type": "http.request", "body": b"x" * 100, "more_body": read < pieces}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b"", "root_path": ""}
    await app(scope | {"http_version": "1.1", "scheme": "http", "server": None, "client": None}, receive, send)
    return sent[0]["status"], read


def test_a_body_that_trickles_in_is_not_waited_for() -> None:
    async def length(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    hurried = framed(length, body_patience=0.2, body_rate=1 << 20)
    status, read = asyncio.run(trickling(hurried, 100, 0.05))
    assert status == 408
    assert read < 10
    assert asyncio.run(trickling(hurried, 3, 0.02)) == (200, 3)


def test_a_large_body_has_the_time_that_its_size_takes() -> None:
    async def length(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    patient = framed(length, body_patience=0.2, body_rate=1000)
    assert asyncio.run(trickling(patient, 20, 0.05)) == (200, 20), "2,000 bytes at 2,000 a second"


class Served:
    """A real server on a real socket, whose patience is short."""

    def __init__(self) -> None:
        class Hurried(Patient):
            SECONDS = 0.5

        async def hello(request: Request) -> Response:
            return PlainTextResponse("hello")

        config = web.config_of(Starlette(routes=[Route("/", hello)]), "127.0.0.1", 0)
        assert config.http is Patient
        config.http = Hurried
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    def __enter__(self) -> int:
        self.thread.start()
        while not self.server.started:
            threading.Event().wait(0.01)
        return int(self.server.servers[0].sockets[0].getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join(10)


async def letter_by_letter(port: int, before: bytes = b"") -> tuple[bytes, float]:
    """What comes back, and after how long the other side hangs up on somebody who sends a letter now and then."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = asyncio.get_running_loop().time()
    writer.write(before)
    got = b""
    if before:
        got = await reader.readuntil(b"hello")
        began = asyncio.get_running_loop().time()
    for letter in b"GET / HTTP/1.1\r\nX: " + b"a" * 100:
        writer.write(bytes([letter]))
        try:
            if await asyncio.wait_for(reader.read(1), 0.1) == b"":
                break
        except (TimeoutError, ConnectionError):
            continue
    writer.close()
    return got, asyncio.get_running_loop().time() - began


def test_headers_that_come_letter_by_letter_are_not_waited_for() -> None:
    with Served() as port:
        _, seconds = asyncio.run(letter_by_letter(port))
        assert 0.3 < seconds < 3
        got, seconds = asyncio.run(letter_by_letter(port, b"GET / HTTP/1.1\r\nHost: jikao\r\n\r\n"))
        assert b"200 OK" in got
        assert 0.3 < seconds < 3, "nor after a first request that was well"


def test_a_person_holds_so_many_streams_open_and_no_more(world: World) -> None:
    from gateway.gate import Caller
    from gateway.refusals import TooManyStreams
    from gateway.stream import Stream

    async def scenario() -> None:
        gate = world.app.state.gate
        stream = Stream(gate)
        request = Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []})
        one, other = (Caller("t", person, f"s-{person}", 2e10) for person in ("p001", "p002"))
        held = [await stream.open(request, one) for _ in range(gate.settings.streams_per_person)]
        bodies: list[Any] = [answer.body_iterator for answer in held]  # type: ignore[attr-defined]
        for body in bodies:
            await anext(body)
        with pytest.raises(TooManyStreams) as refused:
            await stream.open(request, one)
        assert refused.value.kind == "limited"
        await stream.open(request, other)
        await bodies.pop().aclose()
        again: Any = await stream.open(request, one)
        await anext(again.body_iterator)
        for body in (*bodies, again.body_iterator):
            await body.aclose()
        assert not stream._open

    asyncio.run(scenario())
