"""What claims count as: what was claimed and not paid stands in a person's record; no department's score (A32)."""

from services.finance.claims import events as e
from services.kernel.rules.facts import PERSONAL, Fact, Kind, thousandths

CUT = "personal.claim-cut"

KINDS = (Kind(CUT, PERSONAL, "报销核减金额(元)", "Claimed and not paid (yuan)"),)
Silent = (
    # on its way: it may come back, and what was cut is claimed anew or not at all
    e.ClaimSubmitted | e.ClaimRevised | e.ClaimChecked | e.ClaimReviewed | e.ClaimApproved | e.ClaimReturned
    # nothing of it was paid, and nobody says that it was too much
    | e.ClaimRejected | e.ClaimWithdrawn
    # of the files only
    | e.ClaimArchived
)  # fmt: skip


def facts_of(event: e.ClaimPaid) -> tuple[Fact, ...]:
    cut = thousandths(event.requested - event.amount)
    return (Fact(event.department, event.person, CUT, cut, event.day, event.cites),) if cut else ()
