"""Assets count as nothing: no article makes their keeping a part of a department's score (A34)."""

from services.finance.assets import events as e

Silent = (
    e.AssetRegistered | e.HandoverStarted | e.HandoverAccepted | e.HandoverEnded | e.DisposalRequested
    | e.DisposalApproved | e.DisposalRejected | e.AssetDisposed
)  # fmt: skip
