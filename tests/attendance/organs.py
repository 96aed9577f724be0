"""The sample organ, changed as a test needs it: posts that fall vacant, people who come, records that are corrected."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from deploy.organ_import import import_organ
from services.directory import service as directory
from services.kernel.delivery.messages import Message
from services.kernel.delivery.outbox import Outbox
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.store import Store
from services.kernel.procedure.identity import Signer, Verifier, public_key
from services.kernel.procedure.office import Office
from services.kernel.procedure.operations import Command
from tests import given as givens
from tests.attendance.desk import DEPLOY, KEY, rules


@lru_cache
def imported() -> bytes:
    """The directory's store once the sample organ is in it."""
    with TemporaryDirectory() as folder:
        desk = people(Path(folder) / "directory.db")
        import_organ(DEPLOY / "organ", desk.do)
        desk.app.close()
        return (Path(folder) / "directory.db").read_bytes()


def people(path: Path) -> givens.Desk:
    nothing: Any = None  # the directory asks no calendar
    office = Office(rules=rules(), calendar=nothing, verifier=Verifier(public_key(KEY)))
    return givens.Desk(directory.build(store=Store(f"sqlite:///{path}"), office=office), Signer(KEY), by=SYSTEM_ID)


def organ_where(folder: Path, *changes: Command) -> list[Message]:
    """The sample organ, and what was decided of its posts besides."""
    path = folder / "directory.db"
    path.write_bytes(imported())
    desk = people(path)
    for change in changes:
        desk.do(change)
    messages = list(Outbox(desk.app.store, "directory").pull(0, 100_000))
    desk.app.close()
    return messages
