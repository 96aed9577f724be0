"""Replays, of every service: for the auditor and the administrator; a swap is approved by somebody who did not propose
it, and never by the administrator."""

from __future__ import annotations

from collections.abc import Iterator

from deploy.roster import ROSTER
from services.kernel.procedure.replay.running import work_off
from tests.permissions.words import JULY, Row, row
from tests.permissions.world import CALLERS, Diary

KEEPERS, MACHINE = "auditor administrator", "auditor administrator system"
READERS, SECOND = "auditor administrator security-administrator", "auditor security-administrator"
ADMINISTRATOR = CALLERS["administrator"]
LOOKED = "register_swaps"


def prepare(diary: Diary) -> None:
    """Of each service one that is done, one that waits, one that is paused, and a swap that is proposed."""

    def carry_out(service: str) -> str:
        work_off(diary.world.embedded.services[service].app)
        return ""

    for service in ROSTER:
        done, queued, paused = (f"{service}-{state}-replay" for state in ("done", "queued", "paused"))
        diary.make(done, "07-02T23:00", ADMINISTRATOR, f"{service}.start-replay", part=LOOKED)
        diary.name(f"{service}-carried-out", "07-02T23:01", lambda made, service=service: carry_out(service))  # type: ignore[misc]
        diary.make(queued, "07-02T23:02", ADMINISTRATOR, f"{service}.start-replay", part=LOOKED)
        diary.make(paused, "07-02T23:02", ADMINISTRATOR, f"{service}.start-replay", part=LOOKED)
        diary.do("07-02T23:03", ADMINISTRATOR, f"{service}.pause-replay", replay=f"@{paused}")
        diary.make(
            f"{service}-swap",
            "07-02T23:04",
            ADMINISTRATOR,
            f"{service}.propose-register-swap",
            replay=f"@{done}",
            reason="试换",
        )


def _rows(service: str) -> Iterator[Row]:
    done, queued, paused = (f"@{service}-{state}-replay" for state in ("done", "queued", "paused"))
    listed = {"replay": done, "operation": f"{service}.list-register-swaps"}
    swap = f"@{service}-swap"
    yield row(f"{service}.list-replayable", MACHINE)
    yield row(f"{service}.start-replay", MACHINE)
    yield row(f"{service}.list-replays", f"{READERS} system")
    yield row(f"{service}.get-replay", f"{READERS} system", replay=done)
    yield row(f"{service}.pause-replay", MACHINE, replay=queued)
    yield row(f"{service}.resume-replay", MACHINE, replay=paused)
    yield row(f"{service}.cancel-replay", MACHINE, replay=paused)
    yield row(f"{service}.remove-replay", MACHINE, replay=done)
    yield row(f"{service}.compare-replays", MACHINE, replay=done)
    yield row(f"{service}.list-replay-differences", MACHINE, replay=done)
    yield row(f"{service}.export-replay-differences", MACHINE, replay=done)
    yield row(f"{service}.look-into-replay", KEEPERS, **listed)
    exported = f"{service}.export-register-swaps"
    fields = '{"start": "2026-07-01", "end": "2026-07-31"}'
    yield row(f"{service}.export-from-replay", KEEPERS, replay=done, operation=exported, fields=fields)
    yield row(f"{service}.propose-register-swap", KEEPERS, replay=done, reason="试换")
    yield row(f"{service}.approve-register-swap", SECOND, swap=swap)
    yield row(f"{service}.decline-register-swap", SECOND, swap=swap, reason="再看")
    yield row(f"{service}.withdraw-register-swap", "administrator", swap=swap, reason="再看")
    yield row(f"{service}.get-register-swap", READERS, swap=swap)
    yield row(f"{service}.list-register-swaps", READERS)
    yield row(f"{service}.export-register-swaps", READERS, **JULY)


ROWS = tuple(row for service in ROSTER for row in _rows(service))
