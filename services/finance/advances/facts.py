"""What advances count as: one that is overdue stands in a person's record, and in a department's score where its policy
says so, which the default one does not (B10.7)."""

from services.finance.advances import events as e
from services.kernel.rules.facts import PERSONAL, SCALE, Fact, Kind

OVERDUE, DEPARTMENTS = "personal.advance-overdue", "finance.advance-overdue"

KINDS = (
    Kind(OVERDUE, PERSONAL, "借款逾期未还(次)", "Advances not settled in time (times)"),
    Kind(DEPARTMENTS, "finance", "本部门借款逾期未还(次)", "The department's advances not settled in time", "adverse"),
)
Silent = (
    # lending and settling is the office's daily business; only failing to settle is recorded
    e.AdvanceRequested | e.AdvanceEndorsed | e.AdvanceApproved | e.AdvanceRejected | e.AdvanceWithdrawn
    | e.AdvanceDrawn | e.AdvanceSetOff | e.AdvanceRepaid | e.RepaymentTakenBack
    # what is decided about a debt that is overdue, which counted already
    | e.DeductionDecided | e.AdvanceWrittenOff
)  # fmt: skip


def facts_of(event: e.AdvanceOverdue) -> tuple[Fact, ...]:
    return tuple(
        Fact(event.department, event.person, kind, SCALE, event.due, event.cites) for kind in (OVERDUE, DEPARTMENTS)
    )
