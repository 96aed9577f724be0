"""The gateway of either runtime: the application on its backend, and the server in front of it."""

from __future__ import annotations

import signal
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from deploy.roster import folder
from gateway.accounts import Accounts
from gateway.app import create_app
from gateway.backend import Backend
from gateway.casting import Caster
from gateway.limits import Limits, Revocations
from gateway.settings import Settings as GatewaySettings
from services.kernel.delivery.live import Live
from services.kernel.host.settings import Settings
from services.kernel.procedure.identity import Signer, Verifier
from services.kernel.rules.regulations import Rules

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.applications import Starlette

GRACE = 3
"""Seconds that requests still running at the end are given."""


def accounts_in(data: Path, settings: GatewaySettings) -> Accounts:
    return Accounts(f"sqlite:///{data / 'gateway'}.db", settings)


def gateway_settings(services: tuple[str, ...], *, demo: bool) -> GatewaySettings:
    """With the organ's name and the articles' headings, which the pages show."""
    settings = Settings()
    organ = tomllib.loads((folder(settings.organ) / "organ.toml").read_text("utf-8"))
    rules = Rules.load(folder(settings.regulations))
    return replace(
        GatewaySettings(),
        services=services,
        demo=demo,
        organ_zh=organ["name"]["zh"],
        organ_en=organ["name"]["en"],
        zone=organ["timezone"],
        articles={name: (article.zh, article.en) for name, article in rules.articles.items()},
        rules=rules,
    )


def web_app(
    backend: Backend,
    *,
    settings: GatewaySettings,
    signer: Signer,
    verifier: Verifier,
    accounts: Accounts,
    live: Live,
    limits: Limits | None = None,
    revocations: Revocations | None = None,
    caster: Caster | None = None,
) -> FastAPI:
    return create_app(
        backend,
        signer=signer,
        verifier=verifier,
        accounts=accounts,
        live=live,
        limits=limits,
        revocations=revocations,
        settings=settings,
        caster=caster,
    )


def run(app: Starlette, host: str, port: int) -> None:
    """Blocks until SIGTERM or Ctrl-C; open live streams are told to end."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE,
        server_header=False,
        date_header=True,
    )
    server = uvicorn.Server(config)
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises the signal again when it has ended; what stands after it must still run
        signal.signal(number, lambda *_: setattr(server, "should_exit", True))
    server.run()
