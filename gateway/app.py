"""The gateway assembled: routes from the operations' declarations, its own routes, and the pages."""

from __future__ import annotations

import importlib.util
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway import asyncapi, catalog, metrics, openapi, problems
from gateway.accounts import Accounts
from gateway.backend import Backend
from gateway.cache import RememberingBackend
from gateway.calls import API, endpoint
from gateway.casting import Caster, Casting
from gateway.described import Once, counted_contradictions, figures_for_whom_they_are, for_whom_it_is
from gateway.frame import Frame
from gateway.gate import Gate, label
from gateway.keeper import KEPT, IssuingBackend, Keeper
from gateway.limits import Limits, MemoryRevocations, Revocations
from gateway.operations import Operations
from gateway.own import OWN
from gateway.pages import routes
from gateway.pages.frame import Pages
from gateway.routing import ByProcedure, taken
from gateway.sessions import Sessions
from gateway.settings import Settings
from gateway.stream import Stream
from gateway.watching import WatchingBackend
from services.kernel.delivery.live import Live, MemoryLive
from services.kernel.domain import events
from services.kernel.procedure.identity import Signer, Verifier
from services.kernel.procedure.operations import Operation, discover
from services.kernel.refusals import Refusal

VERSION = "0.1.0"
METHOD_NOT_ALLOWED = 405
Handler = Callable[[Request], Awaitable[Response]]


def create_app(
    backend: Backend,
    *,
    signer: Signer,
    verifier: Verifier,
    accounts: Accounts,
    live: Live | None = None,
    limits: Limits | None = None,
    revocations: Revocations | None = None,
    settings: Settings | None = None,
    operations: Sequence[type[Operation]] | None = None,
    caster: Caster | None = None,
) -> FastAPI:
    """Nothing connects here. Without `live`, `limits` and `revocations` they are kept in this process's memory.
    `caster` takes the slips of the evaluation; without one none are taken."""
    settings = settings or Settings()
    declared = list(operations) if operations is not None else declared_by(settings.services)
    live = live or MemoryLive()
    queries = frozenset(operation.NAME for operation in declared if not operation.WRITES)
    known = Operations(declared)
    issuing = IssuingBackend(backend, accounts)
    accounts.factors.unlock(signer.derived(b"jikao second factors"))
    gate = Gate(
        backend=WatchingBackend(RememberingBackend(issuing, live, verifier, queries), known, signer, verifier),
        signer=signer,
        verifier=verifier,
        accounts=accounts,
        revocations=revocations or MemoryRevocations(ended=accounts.ended_lately()),
        live=live,
        limits=limits or Limits(),
        settings=settings,
        operations=known,
    )

    if gate.operations.keys() >= KEPT:
        gate.keeper = issuing.keeper = Keeper(backend, signer, accounts, gate.metrics, gate.revoke)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None, None]:
        async with gate.keeper.at_work() if gate.keeper is not None else nullcontext():
            yield
        await gate.live.close()

    app: FastAPI = FastAPIOffline(
        title=settings.organ_zh, version=VERSION, openapi_url="/openapi.json", redoc_url=None, lifespan=lifespan
    )
    app.openapi = cache(lambda: openapi.document(settings, declared, VERSION))  # type: ignore[method-assign]
    app.state.gate = gate
    pages = Pages(gate)

    async def refused(request: Request, refusal: Exception) -> Response:
        assert isinstance(refusal, Refusal)
        return await pages.declined(refusal, request)

    async def declined_by_router(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        if error.status_code == METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(taken(app.routes, request.scope))
        return await pages.declined(problems.from_status(error.status_code), request, headers)

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(HTTPException, declined_by_router)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(Frame, settings=settings, metrics=gate.metrics, declined=pages.declined, known=gate.knows)
    app.add_middleware(Casting, caster=caster)
    stream = Stream(gate)
    own = _own_handlers(gate, declared, stream) | _described(app, gate)
    for route in OWN:
        if route.name in own:
            app.add_route(route.path, own[route.name], methods=[route.method])
    in_order = sorted(declared, key=_fixed_before_variable)
    app.router.routes.append(
        ByProcedure(Route(API + one.PATH, endpoint(gate, one), methods=[one.METHOD]) for one in in_order)
    )
    routes.mount(app, pages, stream)
    return app


def declared_by(services: Sequence[str]) -> list[type[Operation]]:
    """The operations of those services that are installed; imports their `operations` modules and nothing else."""
    there = [name for name in services if importlib.util.find_spec(f"services.{name}") is not None]
    return [operation for name in there for operation in discover(name)]


def _fixed_before_variable(operation: type[Operation]) -> tuple[tuple[bool, str], ...]:
    """`/leave/waiting` is tried before `/leave/{leave}`."""
    return tuple((part.startswith("{"), part) for part in operation.PATH.split("/"))


def _own_handlers(gate: Gate, operations: Sequence[type[Operation]], stream: Stream) -> dict[str, Handler]:
    sessions, settings = Sessions(gate), gate.settings
    matrix, events_told = Once(lambda: catalog.permissions(operations)), Once(lambda: _facts(settings, operations))

    async def permissions(request: Request) -> Response:
        label(request, "gateway.permissions")
        await for_whom_it_is(gate, request)
        return (await gate.blocking(matrix)).answer(request)

    async def form(request: Request) -> Response:
        label(request, "gateway.form")
        await for_whom_it_is(gate, request)
        return JSONResponse(catalog.form(gate.operations, request.path_params["operation"]))

    async def health(request: Request) -> Response:
        label(request, "gateway.health")
        return JSONResponse({"status": "ok"})

    async def ready(request: Request) -> Response:
        label(request, "gateway.ready")
        accounts = await gate.blocking(gate.accounts.answers)
        parts = {**await gate.backend.ready(), "accounts": accounts}
        return JSONResponse({"ready": all(parts.values()), "parts": parts}, 200 if all(parts.values()) else 503)

    async def measured(request: Request) -> Response:
        label(request, "gateway.metrics")
        await figures_for_whom_they_are(gate, request)
        await counted_contradictions(gate)
        return Response(gate.metrics.exposition(), headers={"Content-Type": metrics.CONTENT_TYPE})

    async def facts(request: Request) -> Response:
        label(request, "gateway.asyncapi")
        await for_whom_it_is(gate, request)
        return (await gate.blocking(events_told)).answer(request)

    return {
        "log_in": sessions.log_in,
        "refresh": sessions.refresh,
        "change_password": sessions.change_password,
        "give_code": sessions.give_code,
        "offer_factor": sessions.offer_factor,
        "set_up_factor": sessions.set_up_factor,
        "current": sessions.current,
        "log_out": sessions.log_out,
        "permissions": permissions,
        "form": form,
        "live": stream.live,
        "health": health,
        "ready": ready,
        "metrics": measured,
        "asyncapi": facts,
    }


def _described(app: FastAPI, gate: Gate) -> dict[str, Handler]:
    """The description and the page that shows it, in place of the framework's own, which anybody may ask."""
    told = Once(app.openapi)
    kept = [route for route in app.router.routes if getattr(route, "path", "") not in {"/openapi.json", "/docs"}]
    shown = next(route for route in app.router.routes if getattr(route, "path", "") == "/docs")
    app.router.routes[:] = kept

    async def described(request: Request) -> Response:
        label(request, "gateway.openapi")
        await for_whom_it_is(gate, request)
        return (await gate.blocking(told)).answer(request)

    async def page(request: Request) -> Response:
        label(request, "gateway.docs")
        await for_whom_it_is(gate, request)
        response: Response = await shown.endpoint(request)  # type: ignore[attr-defined]
        return response

    app.add_route("/docs", page, methods=["GET"])
    return {"openapi": described}


def _facts(settings: Settings, operations: Sequence[type[Operation]]) -> dict[str, Any]:
    events.discover(settings.services)
    return asyncapi.document(settings, _sources(operations), VERSION)


def _sources(operations: Sequence[type[Operation]]) -> list[str]:
    return sorted({operation.SERVICE for operation in operations})
