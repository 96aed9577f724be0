"""One machine file, and each time it was brought (A14)."""

from __future__ import annotations

from uuid import UUID, uuid5

from services.attendance.imports.events import PunchFileImported
from services.kernel.domain.aggregate import Act, Aggregate, applies

NAMESPACE = UUID("2f1d7f0e-9f0b-5c0a-8e5b-6a1c3c0de004")


def file_id(digest: str) -> UUID:
    return uuid5(NAMESPACE, digest)


class PunchFile(Aggregate):
    times = 0

    def take_in(self, act: Act, **counts: str | int) -> None:
        """Recorded when the file brought something new or was not known; the same file again is no fact."""
        if self.times == 0 or counts["recorded"]:
            self.trigger(PunchFileImported, act, cites=("A14",), **counts)

    @applies(PunchFileImported)
    def _imported(self, event: PunchFileImported) -> None:
        self.times += 1
