"""Outgoing documents count as nothing (A34): no rule appraises them, and neither rule book gives them a deadline."""

from __future__ import annotations

from services.documents.outgoing.events import (
    OutgoingArchived,
    OutgoingCommentedOn,
    OutgoingCountersigned,
    OutgoingDistributed,
    OutgoingDrafted,
    OutgoingHandedOver,
    OutgoingNumbered,
    OutgoingObjectedTo,
    OutgoingReceived,
    OutgoingReturned,
    OutgoingReviewed,
    OutgoingRevised,
    OutgoingRevoked,
    OutgoingSealAsked,
    OutgoingSealed,
    OutgoingSigned,
    OutgoingStepDone,
    OutgoingSubmitted,
    OutgoingWithdrawn,
)

Silent = (
    # how many documents a department writes, or how often it changes them, says nothing of its work
    OutgoingDrafted | OutgoingRevised | OutgoingSubmitted | OutgoingHandedOver | OutgoingWithdrawn
    # an opinion is neither a merit nor a fault: who had to fear a charge would not object
    | OutgoingCountersigned | OutgoingObjectedTo | OutgoingReviewed | OutgoingCommentedOn | OutgoingReturned
    # decisions of leaders
    | OutgoingSigned | OutgoingRevoked
    # steps by hand, owed by no day; who has not done theirs is seen in the list
    | OutgoingNumbered | OutgoingSealAsked | OutgoingSealed | OutgoingStepDone | OutgoingDistributed
    | OutgoingReceived | OutgoingArchived
)  # fmt: skip
