"""The gateway assembled: routes from the operations' declarations, its own routes, and the pages."""

from __future__ import annotations

import importlib.util
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway import asyncapi, catalog, metrics, openapi, problems
from gateway.accounts import Accounts
from gateway.backend import Backend
from gateway.cache import RememberingBackend
from gateway.calls import API, endpoint
from gateway.casting import Caster, Casting
from gateway.frame import Frame
from gateway.gate import Gate, label
from gateway.limits import Limits, MemoryRevocations, Revocations
from gateway.operations import Operations
from gateway.own import OWN
from gateway.pages import routes
from gateway.pages.frame import Pages
from gateway.sessions import Sessions
from gateway.settings import Settings
from gateway.stream import Stream
from services.kernel.delivery.live import Live, MemoryLive
from services.kernel.domain import events
from services.kernel.procedure.identity import Signer, Verifier
from services.kernel.procedure.operations import Operation, discover
from services.kernel.refusals import Refusal

VERSION = "0.1.0"
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
    gate = Gate(
        backend=RememberingBackend(backend, live, verifier, queries),
        signer=signer,
        verifier=verifier,
        accounts=accounts,
        revocations=revocations or MemoryRevocations(ended=accounts.ended_lately()),
        live=live,
        limits=limits or Limits(),
        settings=settings,
        operations=Operations(declared),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None, None]:
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
        return await pages.declined(problems.from_status(error.status_code), request, error.headers)

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(HTTPException, declined_by_router)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(Frame, settings=settings, metrics=gate.metrics, declined=pages.declined)
    app.add_middleware(Casting, caster=caster)
    stream = Stream(gate)
    own = _own_handlers(gate, declared, stream)
    for route in OWN:
        if route.name in own:
            app.add_route(route.path, own[route.name], methods=[route.method])
    for operation in sorted(declared, key=_fixed_before_variable):
        app.add_route(API + operation.PATH, endpoint(gate, operation), methods=[operation.METHOD])
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
    matrix = catalog.permissions(operations)

    async def permissions(request: Request) -> Response:
        label(request, "gateway.permissions")
        return JSONResponse(matrix)

    async def form(request: Request) -> Response:
        label(request, "gateway.form")
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
        return Response(gate.metrics.exposition(), headers={"Content-Type": metrics.CONTENT_TYPE})

    async def facts(request: Request) -> Response:
        label(request, "gateway.asyncapi")
        events.discover(settings.services)
        return JSONResponse(asyncapi.document(settings, _sources(operations), VERSION))

    return {
        "log_in": sessions.log_in,
        "refresh": sessions.refresh,
        "change_password": sessions.change_password,
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


def _sources(operations: Sequence[type[Operation]]) -> list[str]:
    return sorted({operation.SERVICE for operation in operations})
