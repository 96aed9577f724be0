"""One statement file, recorded where it brings lines that were not known (A28)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from services.finance.bank_statements import events as e
from services.finance.bank_statements.lines import CITES
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.refusals import Refusal

_NAMESPACE = UUID("b1a8b5b6-4d55-4ad4-9d3e-2f0c3a1f7e03")


class StatementOfClosedMonth(Refusal):
    """It brings lines of a month that is closed: that month was reconciled without them."""

    code = "finance.statement-of-closed-month"
    next = (
        "请与银行核对；确有遗漏的，书面说明并由会计主管处理。",
        "Ask the bank; where a line was really left out, the lapse is put in writing for whoever supervises the books.",
    )


class StatementDoesNotFollow(Refusal):
    """With what was known, its lines do not lead to the balance that it states."""

    code = "finance.statement-does-not-follow"
    next = (
        "请先导入其间的对账单，或重新导出包含完整日期的对账单。",
        "Import the statement in between first, or export one that has its days whole.",
    )


class StatementOfAnotherAccount(Refusal):
    code = "finance.statement-of-another-account"
    kind = "invalid"
    next = ("请核对账套和银行账号。", "Check the books and the account's number.")


class BankStatement(Aggregate):
    CALLED = "对账单", "bank statement"
    CITES = CITES

    def take_in(self, act: Act, **said: Any) -> None:
        self.trigger(e.StatementImported, act, **said)

    @applies(e.StatementImported)
    def _imported(self, event: e.StatementImported) -> None:
        """All of it is in the lines."""


def statement_id(book: str, digest: str) -> UUID:
    return uuid5(_NAMESPACE, f"{book}/{digest}")
