"""Receptions count as nothing: what goes beyond the rules is cut or refused, and no article makes it a score (A34)."""

from services.finance.reception import events as e

Silent = (
    e.ReceptionRequested | e.ReceptionLetterEntered | e.ReceptionApproved | e.ReceptionRejected | e.ReceptionCancelled
    | e.ReceptionHeld | e.ReceptionListReturned | e.ReceptionChecked | e.ReceptionSettled
    | e.ReceptionReopened | e.ReceptionRepaid
)  # fmt: skip
