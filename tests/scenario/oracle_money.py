"""What of each budget line was spent, from the deeds alone: what was claimed less what was cut or not approved, what
was bought at its invoice's sum, what was entered by hand, what was written off. Imports none of the services.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

WRITTEN_OFF_TO = "other"
"""The line that carries advances which cannot be had back (`advances.write_off_line`)."""


def spent(deeds: Iterable[Any]) -> dict[str, Decimal]:
    """By budget line, of the deeds that were to succeed, in their order."""
    money = Money()
    for deed in deeds:
        step = getattr(money, deed.operation.removeprefix("finance.").replace("-", "_"), None)
        if deed.operation.startswith("finance.") and step is not None and not deed.expect:
            step(deed.label, deed.body)
    return dict(money.lines)


class Money:
    """A method for each operation that moves what is spent of a line."""

    def __init__(self) -> None:
        self.lines: defaultdict[str, Decimal] = defaultdict(Decimal)
        self._claims: dict[str, tuple[str, list[Decimal]]] = {}
        self._purchases: dict[str, str] = {}
        self._invoices: dict[str, Decimal] = {}
        self._bought: dict[str, Decimal] = {}
        self._advances: dict[str, Decimal] = {}

    def submit_claim(self, label: str, body: Mapping[str, Any]) -> None:
        self._claims[label] = body["line"], [Decimal(one["amount"]) for one in body["items"]]

    def revise_claim(self, _: str, body: Mapping[str, Any]) -> None:
        self.submit_claim(named(body, "claim"), body)

    def check_claim(self, _: str, body: Mapping[str, Any]) -> None:
        for cut in body.get("cuts", ()):
            self._claims[named(body, "claim")][1][cut["place"] - 1] = Decimal(cut["allowed"])

    def approve_claim(self, _: str, body: Mapping[str, Any]) -> None:
        if "amount" in body:
            self._claims[named(body, "claim")][1][:] = [Decimal(body["amount"])]

    def pay_claim(self, _: str, body: Mapping[str, Any]) -> None:
        line, sums = self._claims[named(body, "claim")]
        self.lines[line] += sum(sums)

    def register_invoice(self, label: str, body: Mapping[str, Any]) -> None:
        self._invoices[label] = Decimal(body["gross"])

    def request_purchase(self, label: str, body: Mapping[str, Any]) -> None:
        self._purchases[label] = body["line"]

    def hand_in_purchase_invoice(self, _: str, body: Mapping[str, Any]) -> None:
        sums = (self._invoices[named(one, "invoice")] for one in body["invoices"])
        self._bought[named(body, "purchase")] = sum(sums, Decimal())

    def pay_purchase(self, _: str, body: Mapping[str, Any]) -> None:
        label = named(body, "purchase")
        self.lines[self._purchases[label]] += self._bought[label]

    def post_voucher(self, _: str, body: Mapping[str, Any]) -> None:
        for posting in body["postings"]:
            if "line" in posting:
                self.lines[posting["line"]] += Decimal(posting.get("debit", 0)) - Decimal(posting.get("credit", 0))

    def request_advance(self, label: str, body: Mapping[str, Any]) -> None:
        self._advances[label] = Decimal(body["amount"])

    def repay_advance(self, _: str, body: Mapping[str, Any]) -> None:
        self._advances[named(body, "advance")] -= Decimal(body["amount"])

    def write_off_advance(self, _: str, body: Mapping[str, Any]) -> None:
        self.lines[WRITTEN_OFF_TO] += self._advances[named(body, "advance")]


def named(body: Mapping[str, Any], field: str) -> str:
    return str(body[field]).removeprefix("@")
