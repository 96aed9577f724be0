"""Rounds, medians, the table and `bench.json`."""

from __future__ import annotations

import json
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """One line of the table. `value` and `baseline` in `unit`; `ratio` is ours to the baseline's where there is one."""

    name: str
    value: float
    unit: str
    baseline: float | None = None
    against: str = ""
    goal: str = ""
    ratio: float | None = None
    met: bool | None = None


@dataclass
class Report:
    figures: list[Figure] = field(default_factory=list[Figure])
    notes: list[str] = field(default_factory=list[str])

    def ratio(self, name: str, speeds: Sequence[float], unit: str, against: str, at_least: float) -> None:
        """`speeds`: ours and the baseline's, where more is better."""
        ours, base = speeds
        ratio = ours / base
        self.figures.append(Figure(name, ours, unit, base, against, f"≥ {at_least:g}×", ratio, ratio >= at_least))

    def at_most(self, name: str, value: float, unit: str, limit: float | None = None) -> None:
        goal, met = ("", None) if limit is None else (f"≤ {limit:g} {unit}", value <= limit)
        self.figures.append(Figure(name, value, unit, goal=goal, met=met))

    def at_least(self, name: str, value: float, unit: str, limit: float) -> None:
        self.figures.append(Figure(name, value, unit, goal=f"≥ {limit:g} {unit}", met=value >= limit))

    def flat(self, name: str, last: float, first: float, unit: str, within: float) -> None:
        ratio = last / first
        self.figures.append(Figure(name, last, unit, first, "the first", f"≤ {within:g}×", ratio, ratio <= within))

    def write(self, path: Path) -> None:
        machine = {"python": platform.python_version(), "system": platform.system(), "machine": platform.machine()}
        body = {"machine": machine, "figures": [asdict(f) for f in self.figures], "notes": self.notes}
        path.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    def show(self) -> None:
        table = Table(title="jikao bench")
        for heading in ("figure", "value", "baseline", "ratio", "goal", "met"):
            table.add_column(heading, justify="left" if heading == "figure" else "right")
        for f in self.figures:
            table.add_row(
                f.name,
                f"{f.value:,.4g} {f.unit}",
                f"{f.baseline:,.4g} ({f.against})" if f.baseline is not None else "",
                f"{f.ratio:.2f}×" if f.ratio is not None else "",
                f.goal,
                "" if f.met is None else "yes" if f.met else "NO",
            )
        console = Console(width=150)
        console.print(table)
        for note in self.notes:
            console.print(note)


def seconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def turns(rounds: int, *works: Callable[[], float]) -> tuple[float, ...]:
    """Medians of each, measured in turn so that a slow moment of the machine hits all of them."""
    results: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for measured, work in zip(results, works, strict=True):
            measured.append(work())
    return tuple(statistics.median(measured) for measured in results)


def percentile(values: Iterable[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
