"""Which services an organ runs, and what each is given: those whose folders are there, unless a setting says others."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.kernel.clock import Clock, SimulatedClock, SystemClock
from services.kernel.delivery.messages import Consumer
from services.kernel.delivery.service import installed
from services.kernel.host.settings import Settings
from services.kernel.log.seal import Notary
from services.kernel.log.store import Store
from services.kernel.procedure import citations
from services.kernel.procedure.application import Application
from services.kernel.procedure.attachments.files import FolderFiles
from services.kernel.procedure.attachments.scanner import Scanner
from services.kernel.procedure.identity import Verifier
from services.kernel.procedure.keeping import Elsewhere
from services.kernel.procedure.office import Office
from services.kernel.rules.calendar import WorkCalendar
from services.kernel.rules.regulations import Rules

FIRST = "directory"
"""Whom all others mirror."""
ROSTER: Mapping[str, str] = {
    name: f"services.{name}.service" for name in sorted(installed(), key=lambda name: name != FIRST)
}
"""Name to module, in the order in which they are built."""


@dataclass(frozen=True)
class Service:
    """One service, assembled: its application and what it takes in from others."""

    name: str
    app: Application
    subscriptions: Mapping[str, Consumer]


def roster(settings: Settings) -> Mapping[str, str]:
    return settings.roster or ROSTER


def assemble(name: str, module: str, *, store: Store, office: Office, live: Any = None) -> Service:
    """Builds a service from its module's `build` and `SUBSCRIPTIONS`; refuses one that cites what no rule book has."""
    made = importlib.import_module(module)
    app: Application = made.build(store=store, office=office, live=live)
    citations.check(office.rules, citations.declared_by(app))
    return Service(name, app, getattr(made, "SUBSCRIPTIONS", {}))


def office(settings: Settings, verifier: Verifier, notary: Notary | None = None, files: Path | None = None) -> Office:
    """`files` is the folder of the attachments where no setting names one."""
    return Office(
        rules=Rules.load(folder(settings.regulations)),
        calendar=WorkCalendar.load(folder(settings.organ) / "calendar"),
        verifier=verifier,
        clock=clock_of(settings),
        origin=settings.origin,
        notary=notary,
        elsewhere=Elsewhere(settings.checkpoints_to) if settings.checkpoints_to else None,
        clock_jump_days=settings.clock_jump_days,
        checkpoint_days=settings.checkpoint_days,
        files=FolderFiles(place) if (place := settings.files or files) else None,
        scanner=Scanner(settings.scanner, settings.scan_seconds) if settings.scanner else None,
        fonts=settings.fonts,
    )


def clock_of(settings: Settings) -> Clock:
    return SimulatedClock(settings.clock) if settings.clock else SystemClock()


def folder(path: Path) -> Path:
    """The files that come with the program, unless another place is given."""
    return path if path.is_absolute() or path.exists() else Path(__file__).resolve().parent.parent / path
