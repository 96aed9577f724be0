"""Care for retired staff counts as nothing: no dimension of the appraisal is about it (A34, B9.7)."""

from services.party.retired import events as e

Silent = (
    e.RetiredEntered | e.RetiredDetailsChanged | e.RetiredLeft | e.CareDue | e.CareGiven | e.CareMissed | e.CareLapsed
)
