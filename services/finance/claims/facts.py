"""What claims count as: what was claimed and not paid stands in a person's record, and in a department's score where
its policy says so, which the default one does not (A32)."""

from services.finance.claims import events as e
from services.kernel.rules.facts import PERSONAL, SCALE, Fact, Kind, thousandths

CUT, DEPARTMENTS = "personal.claim-cut", "finance.claim-cut"

KINDS = (
    Kind(CUT, PERSONAL, "报销核减金额(元)", "Claimed and not paid (yuan)"),
    Kind(DEPARTMENTS, "finance", "有核减的报销单(张)", "Claims that were not paid in full", "adverse"),
)
Silent = (
    # on its way: it may come back, and what was cut is claimed anew or not at all
    e.ClaimSubmitted | e.ClaimRevised | e.ClaimChecked | e.ClaimReviewed | e.ClaimApproved | e.ClaimReturned
    # nothing of it was paid, and nobody says that it was too much
    | e.ClaimRejected | e.ClaimWithdrawn
    # the bank's doing; what was cut stays cut
    | e.ClaimBounced | e.ClaimBounceTakenBack | e.ClaimPaidAgain
    # of the files only
    | e.ClaimArchived
)  # fmt: skip


def facts_of(event: e.ClaimPaid) -> tuple[Fact, ...]:
    cut = thousandths(event.requested - event.amount)
    if not cut:
        return ()
    one = Fact(event.department, event.person, CUT, cut, event.day, event.cites)
    return one, one._replace(kind=DEPARTMENTS, quantity=SCALE)
