"""The gateway of either runtime: the application on its backend, and the server in front of it."""

from __future__ import annotations

import signal
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy.patience import Patient
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


class WebSettings(BaseSettings):
    """What an operator decides about the web server: environment variables `JIKAO_*`."""

    model_config = SettingsConfigDict(env_prefix="JIKAO_", env_file=".env", extra="ignore", frozen=True)

    secure_cookies: bool = False
    """True where people come by HTTPS, through a proxy that keeps the certificate."""
    proxies: str = ""
    """Addresses of the proxies whose X-Forwarded-For is believed, with commas; empty: nobody's is."""
    shortest_password: int = Field(default=8, ge=8, le=100)
    password_strength: int = Field(default=2, ge=0, le=4)
    """Of a new password, as zxcvbn counts: 0 takes any that is long enough, 2 refuses common ones, 4 asks for much."""
    second_factor: bool = True
    """Whether posts with power (`accounts.powerful`) log in with a second factor too; a demonstration asks for none."""
    open_to_strangers: bool = False
    """Shows `/docs`, descriptions, permissions and figures to whoever asks; else to whoever is logged in."""
    metrics_token: str = ""
    """The bearer token of the program that collects `/metrics`."""
    streams_per_person: int = Field(default=20, ge=1)
    session_hours: float = Field(default=12, gt=0)
    """A session that nobody uses for so long is over."""
    failures_before_wait: int = Field(default=5, ge=1)
    """Wrong passwords for a login from one address before the next has to wait."""


def accounts_in(data: Path, settings: GatewaySettings) -> Accounts:
    return Accounts(f"sqlite:///{data / 'gateway'}.db", settings)


def gateway_settings(services: tuple[str, ...], *, demo: bool) -> GatewaySettings:
    """With the organ's name and the articles' headings, which the pages show."""
    settings = Settings()
    organ = tomllib.loads((folder(settings.organ) / "organ.toml").read_text("utf-8"))
    rules, web = Rules.load(folder(settings.regulations)), WebSettings()
    return replace(
        GatewaySettings(),
        secure_cookies=web.secure_cookies,
        shortest_password=web.shortest_password,
        password_strength=web.password_strength,
        open_to_strangers=web.open_to_strangers or demo,
        second_factor=web.second_factor and not demo,
        metrics_token=web.metrics_token,
        streams_per_person=web.streams_per_person,
        refresh_seconds=int(web.session_hours * 3600),
        failures_before_wait=web.failures_before_wait,
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


def config_of(app: Starlette, host: str, port: int) -> uvicorn.Config:
    proxies = WebSettings().proxies
    return uvicorn.Config(
        app,
        http=Patient,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE,
        server_header=False,
        date_header=True,
    )


def run(app: Starlette, host: str, port: int) -> None:
    """Blocks until SIGTERM or Ctrl-C; open live streams are told to end."""
    server = uvicorn.Server(config_of(app, host, port))
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises the signal again when it has ended; what stands after it must still run
        signal.signal(number, lambda *_: setattr(server, "should_exit", True))
    server.run()
