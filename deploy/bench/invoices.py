"""Whether an invoice was registered before, asked of a full register: a second one refused, a new one taken in."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from deploy import memory
from deploy.bench.harness import Report, percentile
from deploy.bench.world import NOW, World, staff, world
from services.finance.invoices.face import Face
from services.finance.invoices.invoice import Invoice, InvoiceUsedTwice
from services.finance.invoices.numbers import invoice_id
from services.finance.invoices.operations import RegisterInvoice
from services.kernel.domain.aggregate import Act
from services.kernel.log.transaction import Writing

INVOICES, ASKED = 100_000, 2_000
PAGE = 2_000
GOAL = 5.0
"""Milliseconds, p99, for being told that it is known; what a new one takes beyond that is its commit."""
SAID: dict[str, Any] = {
    "kind": "digital", "gross": Decimal("106.00"), "tax": Decimal("6.00"), "net": Decimal("100.00"),
    "seller": "云柚文具有限公司", "seller_tax": "91350100M000100Y43", "buyer": "云柚区人民代表大会常务委员会",
    "buyer_tax": "11519903MB0A201807",
}  # fmt: skip


def number(n: int) -> str:
    return f"2551{n:016}"


def fill(made: World, wanted: int) -> None:
    """As they would have been registered, by everybody in turn, but some thousand in a transaction."""
    app, people, today = made.embedded.services["finance"].app, staff("2026-01-01"), NOW.date()
    for first in range(0, wanted, PAGE):
        invoices = []
        for n in range(first, min(first + PAGE, wanted)):
            invoice = Invoice(invoice_id("", number(n)))
            face = Face(number=number(n), on=today - timedelta(days=n % 300), **SAID)
            act = Act(NOW, today, people[n % len(people)])
            invoice.register(act, face, department="budget", source="typed")
            invoices.append(invoice)
        app.record(partial(_append, invoices))


def _append(invoices: list[Invoice], tx: Writing) -> None:
    tx.append(*invoices)


def timed(work: Callable[[], Any]) -> float:
    """In milliseconds."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def measure(report: Report, folder: Path, wanted: int = INVOICES, asked: int = ASKED) -> None:
    with world(folder / "invoices") as made:
        fill(made, wanted)
        memory.settle()
        people, chance = staff("2026-01-01"), Random(wanted)

        def register(n: int) -> Callable[[], Any]:
            operation = RegisterInvoice(number=number(n), on=date(2026, 9, 1), **SAID)
            return lambda: made.post(people[n % len(people)], operation)

        def refused(n: int) -> Callable[[], Any]:
            again = register(n)

            def work() -> None:
                try:
                    again()
                except InvoiceUsedTwice:
                    return
                raise AssertionError(f"{number(n)} was registered twice")

            return work

        first = [timed(refused(n)) for n in chance.sample(range(wanted), min(asked, wanted))]
        new = [timed(register(n)) for n in range(wanted, wanted + asked)]
    report.at_most(f"invoice, known among {wanted:,}: refused, p99", percentile(first, 0.99), "ms", GOAL)
    report.at_most(f"invoice, new among {wanted:,}: registered, p99", percentile(new, 0.99), "ms")
