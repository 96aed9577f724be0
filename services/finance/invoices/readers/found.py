"""What was read of one invoice, and why nothing could be. Knows no kind of file and no rule of the organ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from services.kernel.domain.words import Word


class Fault(Word):
    """Why a file gives no invoice."""

    KIND = "kind", "不是电子发票的源文件、版式文件或图文文件", "it is no XML, OFD or PDF"
    DAMAGED = "damaged", "文件已损坏或内容不完整", "it is damaged"
    HOSTILE = "hostile", "文件含有发票不应有的实体、指令或脚本", "it holds entities, instructions or scripts"
    LARGE = "large", "文件解开后过大，或页数、部件过多", "unpacked it is too large, or has too many pages or parts"
    LOCKED = "locked", "文件已加密", "it is encrypted"
    NOTHING = "nothing", "文件中没有发票", "there is no invoice in it"
    SEVERAL = "several", "文件中有多张发票", "there are several invoices in it"
    DIFFERENT = "different", "文件各处所载不一致", "what it says in one place differs from another"
    MISSING = "missing", "文件中读不出", "it does not say"


NAME, SIGNS = 200, 40
"""Characters at most, of a name and of a number."""


class Unreadable(Exception):
    """`fields` are those that differ or are missing, by the names that they have in the register."""

    def __init__(self, fault: Fault, *fields: str) -> None:
        super().__init__(fault.value, *fields)
        self.fault, self.fields = fault, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadInvoice:
    """Empty or None is what was not found. `source` is what told most of it; `reverses` the number of the invoice that
    a red letter takes back; `disagreements` the fields of which two places say different things."""

    source: str
    kind: str = ""
    code: str = ""
    number: str = ""
    on: date | None = None
    net: Decimal | None = None
    tax: Decimal | None = None
    other: Decimal | None = None
    gross: Decimal | None = None
    seller: str = ""
    seller_tax: str = ""
    buyer: str = ""
    buyer_tax: str = ""
    check_code: str = ""
    reverses: str = ""
    disagreements: tuple[str, ...] = ()

    @property
    def is_red(self) -> bool:
        return bool(self.reverses) or any(sum_ is not None and sum_ < 0 for sum_ in (self.gross, self.net))


EXACT = ("code", "number", "on", "net", "tax", "other", "gross", "seller_tax", "buyer_tax", "check_code", "reverses")
"""Two places that say these say the same, or one of them is wrong."""
LOOSE = ("kind", "seller", "buyer")
"""Of these the better place is believed: a name may be broken over two lines."""


def together(first: ReadInvoice, *others: ReadInvoice) -> ReadInvoice:
    """What the first does not say is taken from the next one that does."""
    told: dict[str, Any] = {name: getattr(first, name) for name in (*EXACT, *LOOSE)}
    differ = list(first.disagreements)
    for other in others:
        differ += other.disagreements
        for name, known in told.items():
            said = getattr(other, name)
            if _empty(known):
                told[name] = said
            elif name in EXACT and not _empty(said) and said != known:
                differ.append(name)
    return summed(replace(first, **told, disagreements=tuple(dict.fromkeys(differ))))


def summed(found: ReadInvoice) -> ReadInvoice:
    """With the one sum that follows from the others, where it does; `gross` is noted as differing where they do not add
    up. What would only be guessed stays open."""
    gross, tax, net, other = found.gross, found.tax, found.net, found.other or Decimal(0)
    if gross is None or (net is None and tax is None) or (found.kind == "air" and found.other is None):
        return found
    if net is None or tax is None:
        return replace(found, net=gross - (tax or 0) - other if net is None else net,
                       tax=gross - (net or 0) - other if tax is None else tax)  # fmt: skip
    if net + tax + other != gross:
        return replace(found, disagreements=tuple(dict.fromkeys((*found.disagreements, "gross"))))
    return found


def _empty(value: Any) -> bool:
    return value is None or value == ""
