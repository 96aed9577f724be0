"""Which services an organ runs, and what each is given. One line per service."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.kernel import citations
from services.kernel.application import Application, Office
from services.kernel.calendar import WorkCalendar
from services.kernel.clock import Clock, SimulatedClock, SystemClock
from services.kernel.files import FolderFiles
from services.kernel.identity import Verifier
from services.kernel.messages import Consumer
from services.kernel.regulations import Rules
from services.kernel.scanner import Scanner
from services.kernel.seal import Notary
from services.kernel.settings import Settings
from services.kernel.store import Store

ROSTER: Mapping[str, str] = {
    "directory": "services.directory.service",
    "attendance": "services.attendance.service",
    "documents": "services.documents.service",
    "appraisal": "services.appraisal.service",
}
"""In the order in which they are built: whoever is listened to stands first."""


@dataclass(frozen=True)
class Service:
    """One service, assembled: its application and what it takes in from others."""

    name: str
    app: Application
    subscriptions: Mapping[str, Consumer]


def roster(settings: Settings) -> Mapping[str, str]:
    return settings.roster or {name: module for name, module in ROSTER.items() if _is_there(module)}


def _is_there(module: str) -> bool:
    """A build may carry fewer services."""
    with contextlib.suppress(ModuleNotFoundError):
        return importlib.util.find_spec(module) is not None
    return False


def assemble(name: str, module: str, *, store: Store, office: Office, live: Any = None) -> Service:
    """Builds a service from its module's `build` and `SUBSCRIPTIONS`; refuses one that cites what no rule book has."""
    made = importlib.import_module(module)
    app: Application = made.build(store=store, office=office, live=live)
    citations.check(office.rules, citations.declared_by(app))
    return Service(name, app, getattr(made, "SUBSCRIPTIONS", {}))


def office(settings: Settings, verifier: Verifier, notary: Notary | None = None, files: Path | None = None) -> Office:
    """`files` is the folder of the attachments where no setting names one."""
    clock: Clock = SimulatedClock(settings.clock) if settings.clock else SystemClock()
    return Office(
        rules=Rules.load(folder(settings.regulations)),
        calendar=WorkCalendar.load(folder(settings.organ) / "calendar"),
        verifier=verifier,
        clock=clock,
        notary=notary,
        checkpoint_days=settings.checkpoint_days,
        files=FolderFiles(place) if (place := settings.files or files) else None,
        scanner=Scanner(settings.scanner, settings.scan_seconds) if settings.scanner else None,
    )


def folder(path: Path) -> Path:
    """The files that come with the program, unless another place is given."""
    return path if path.is_absolute() or path.exists() else Path(__file__).resolve().parent.parent / path
