"""The union's care counts as nothing: no dimension of the appraisal is about it (A34)."""

from services.finance.union_care import events as e

Silent = (
    e.UnionCareDue | e.UnionCarePassed | e.UnionCareMoved | e.UnionCareGiven | e.UnionCareMissed | e.UnionCareLapsed
)
