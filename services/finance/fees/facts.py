"""Fees count as nothing: no article makes what an office collects part of a department's score (A34)."""

from services.finance.fees import events as e

Silent = (
    e.FeeItemEntered | e.FeeItemStopped
    | e.FeeLicenceEntered | e.FeeLicenceConfirmed | e.FeeLicenceRefused | e.FeeLicenceRevoked
    | e.ChargeEntered | e.ChargeCollected | e.ChargeOwedAgain | e.ChargeMissed
    | e.WaiverRequested | e.WaiverApproved | e.WaiverRejected
)  # fmt: skip
