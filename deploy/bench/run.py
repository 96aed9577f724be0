"""`jikao bench`: every part after the other, a line as each begins, the table and `bench.json` at the end.

A part whose servers cannot be had on this machine is left out, and the notes say so.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from deploy import memory
from deploy.bench import bus, commands, gateway, imports, invoices, lists, papers, replay, shadow, streams, whatif
from deploy.bench.harness import Report
from deploy.bench.world import world
from deploy.servers import Postgres, Unavailable, trio

console = Console(stderr=True)


class Bench:
    """`quick` measures less of the same, to see that all works; its figures decide nothing."""

    def __init__(self, folder: Path, *, quick: bool) -> None:
        self.folder, self.quick, self.report = folder, quick, Report()
        self._begun = time.monotonic()
        self.parts: dict[str, Callable[[], None]] = {
            "commands": self.commands,
            "start": self.start,
            "replay": self.replay,
            "shadow": self.shadow,
            "imports": self.imports,
            "whatif": self.whatif,
            "invoices": self.invoices,
            "gateway": self.gateway,
            "streams": self.streams,
            "lists": self.lists,
            "servers": self.servers,
        }

    def run(self, only: str = "") -> Report:
        for name, part in self.parts.items():
            if not only or only == name:
                self.tell(name)
                part()
        self.tell("done")
        return self.report

    def tell(self, what: str) -> None:
        console.print(f"{time.monotonic() - self._begun:6.1f} s  {what}")

    def commands(self) -> None:
        with world(self.folder / "commands") as made:
            memory.settle()  # as a process that serves does it; the library gains as we do
            commands.on_sqlite(self.report, made, self.folder, 1 if self.quick else commands.ROUNDS)

    def start(self) -> None:
        gateway.first_answers(self.report, self._demo(), 1 if self.quick else 3)

    def replay(self) -> None:
        with world(self._lived(), organ=False) as made:
            rounds, wanted = (1, 10_000) if self.quick else (3, replay.EVENTS)
            replay.measure(self.report, made, self.folder, rounds, wanted)

    def shadow(self) -> None:
        place = self.folder / "shadowed"
        shutil.copytree(self._lived(), place)
        with world(place, organ=False) as made:
            shadow.measure(self.report, made, self.folder, 20_000 if self.quick else shadow.EVENTS)

    def imports(self) -> None:
        imports.measure(self.report, self.folder, 2_000 if self.quick else imports.ROWS)

    def whatif(self) -> None:
        whatif.measure(self.report, self.folder, 20_000 if self.quick else whatif.FACTS)

    def invoices(self) -> None:
        invoices.measure(self.report, self.folder, *((500, 50) if self.quick else ()))

    def gateway(self) -> None:
        sizes = gateway.Sizes.quick() if self.quick else gateway.Sizes()
        gateway.measure(self.report, self.folder, sizes, self.tell)

    def streams(self) -> None:
        amounts = streams.Amounts.quick() if self.quick else streams.Amounts()
        streams.on_embedded(self.report, self.folder, amounts)

    def lists(self) -> None:
        amounts, times = (papers.Amounts.quick(), 1) if self.quick else (papers.Amounts(), lists.TIMES)
        lists.measure(self.report, self.folder, amounts, times, self.tell)

    def servers(self) -> None:
        """Everything on PostgreSQL and RabbitMQ."""
        try:
            started = trio(self.folder / "servers", durable=True)
        except Unavailable as reason:
            self.report.notes.append(f"not measured, a server is missing: {reason}")
            return
        with started:
            with world(self.folder / "postgres-commands") as made:
                url = started.postgres.fresh("bench_commands")
                memory.settle()
                own = isinstance(started.postgres, Postgres)
                commands.on_postgres(self.report, made, url, 1 if self.quick else 3, own=own)
            self.tell("servers: the bus")
            with world(self._lived(), organ=False) as made:
                bus.measure(self.report, made, self.folder, started, quick=self.quick)

    # -- what parts share ---------------------------------------------------------------------------------------------

    def _demo(self) -> Path:
        return self.folder / "demo"

    def _lived(self) -> Path:
        """A copy of the demonstration's data, which is loaded when no part has done so yet."""
        if not self._demo().exists():
            gateway.loaded(self._demo())
        copy = self.folder / "lived"
        if not copy.exists():
            shutil.copytree(self._demo(), copy)
        return copy


def run(*, quick: bool, only: str, out: Path) -> None:
    """Exits with 2 where `only` names no part."""
    logging.getLogger("jikao").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="jikao-bench-") as place:
        folder = Path(place)
        folder.chmod(0o711)  # PostgreSQL may run as its own user below it
        bench = Bench(folder, quick=quick)
        if only and only not in bench.parts:
            raise SystemExit(f"--only: {', '.join(bench.parts)}")
        bench.report.notes.append(_load())
        report = bench.run(only)
    report.show()
    report.write(out)
    console.print(f"→ {out}")


def _load() -> str:
    """A busy machine spoils figures that are no ratios; whoever reads them shall know."""
    busy = "?"
    with contextlib.suppress(OSError):
        busy = f"{os.getloadavg()[0]:.1f}"
    return f"{os.cpu_count()} cores; load when the run began: {busy}"
