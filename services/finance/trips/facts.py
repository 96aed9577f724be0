"""Trips count as nothing here: days away reach the appraisal through the accepted attendance sheet (A14, A30)."""

from services.finance.trips import events as e

Silent = (
    e.TripRequested | e.TripApproved | e.TripRejected | e.TripWithdrawn | e.TripCancelled | e.TripChanged
    | e.TripProlongationRequested | e.TripProlongationRejected | e.TripProlongationWithdrawn
    | e.TripReturnReported | e.TripReturnSentBack | e.TripReturnConfirmed | e.TripSettled
)  # fmt: skip
