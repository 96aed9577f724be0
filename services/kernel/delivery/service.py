"""A service put together: its procedures, on a store, with a mirror of the organ. Knows none by name.

A service is its folder: `service.py` says what it consists of and to whom it listens, and everything else finds it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from sqlalchemy import MetaData

from services.kernel.delivery.live import Live
from services.kernel.delivery.mirror import Mirror, Model
from services.kernel.domain.who import Organ
from services.kernel.log.store import Store
from services.kernel.procedure.application import Application
from services.kernel.procedure.office import Office
from services.kernel.procedure.procedure import Procedure


class Mirrored(Model, Organ, Protocol):
    """A picture of the organ that the directory's events make."""


class Build(Protocol):
    def __call__(self, *, store: Store, office: Office, live: Live | None = None) -> Application: ...


def builder(
    name: str,
    procedures: Iterable[Procedure],
    organ: Callable[[], Mirrored],
    *,
    source: str,
    tables: Iterable[MetaData] = (),
) -> Build:
    """What makes the service's application: `build = builder("documents", PROCEDURES, Picture, source="directory")`.

    `organ` makes an empty picture of the organ, kept from the events of `source`; `tables` are those that no register
    holds.
    """
    own, more = tuple(procedures), tuple(tables)

    def build(*, store: Store, office: Office, live: Live | None = None) -> Application:
        app = Application(name, own, store=store, office=office, organ=Mirror(source, organ()), tables=more)
        if live is not None:
            app.announcers.append(live.publish)
        return app

    return build


def installed(holding: str = "") -> tuple[str, ...]:
    """Names of the services whose folders are there; with `holding`, of those in which one of the files is found."""
    folders = Path(str(importlib.import_module("services").__path__[0]))
    found = (one.parent for one in folders.glob("*/service.py"))
    return tuple(sorted(one.name for one in found if not holding or any(one.glob(holding))))
