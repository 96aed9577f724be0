"""Entries by hand and the month's end (A28, B10.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from services.finance.ledger import operations as ledger
from services.finance.ledger.events import VoucherPosted
from services.finance.ledger.record import VoucherRecord
from services.finance.month_end import operations as months
from services.finance.month_end.events import MonthEndDue
from services.finance.month_end.record import MonthEndRecord
from services.kernel.rules.months import bounds
from tests.finance.closing import count, voucher
from tests.finance.desk import ACCOUNTANT, CASHIER, DIRECTOR, UNION_CHAIR
from tests.finance.machine.way import Chance, Deed, Office, Step, Way, does, step_of


def _moved(office: Office, chance: Chance) -> Sequence[Deed]:
    """Between the drawer and the bank, today or some time ago; now and then more than there is."""
    on = office.today - timedelta(days=chance.one_of(0, 0, 5, 40))
    amount = chance.amount * chance.one_of(1, 10, 10)
    moved = (
        (("cash", f"-{amount}"), ("bank", f"{amount}"))
        if chance.other >= 6
        else (("cash", f"{amount}"), ("bank", f"-{amount}"))
    )
    return [(ACCOUNTANT, voucher(on, *moved))]


_REVERSED = step_of("voucher")(ACCOUNTANT, ledger.ReverseVoucher, reason="记错")
ENTRY = Way(VoucherRecord, VoucherPosted, _moved, {"posted": [_REVERSED]}, [_REVERSED])

# -- months' ends -----------------------------------------------------------------------------------------------------


def _of(operation: type[Any], person: str = ACCOUNTANT, **said: Any) -> Step:
    return lambda office, row, chance: [does(person, operation, book=row.book, month=row.month, **said)]


def _counted(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    """What the drawer should hold, now and then more, which is booked."""
    cash = office.held("union-cash" if row.book == "union" else "cash")
    differs = row.book == "office" and chance.other % 4 == 3
    more = {"explanation": "找零差额", "book_difference": True} if differs else {}
    counted = cash + (chance.amount if more else 0)
    return [(ACCOUNTANT, count(row.book, row.month, str(counted), **more))]


def _explained(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    """The bank told nothing yet: what the books have of earlier months is on its way for a reason."""
    of: dict[str, Any] = {"book": row.book, "month": row.month}
    left = office.asks(ACCOUNTANT, months.GetReconciliation(**of)).book_items
    old = [one for one in left if one.day < bounds(row.month)[0] and not one.explanation]
    return [does(ACCOUNTANT, months.ExplainItem, **of, entry=one.entry, explanation="支票未兑付") for one in old]


def _signed(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    person = UNION_CHAIR if row.book == "union" else DIRECTOR
    return [does(person, months.SignReconciliation, book=row.book, month=row.month)]


MONTH = Way(
    MonthEndRecord, MonthEndDue, lambda office, chance: [],
    {
        "open": [_counted, _of(months.ConfirmCashCount, CASHIER), _of(months.MatchBankItems), _explained,
                 _of(months.PrepareReconciliation, at_bank="0")],
        "prepared": [_signed],
        "signed": [_of(months.CloseMonth)],
    },
    [
        _of(months.WithdrawReconciliation, reason="有误"), _of(months.ReturnReconciliation, DIRECTOR, reason="不清"),
        _of(months.CloseMonth), _of(months.PrepareReconciliation, at_bank="100"), _counted,
    ],
)  # fmt: skip
