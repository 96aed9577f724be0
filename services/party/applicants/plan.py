"""The year's plan of admissions: proposed by the organisation member, adopted by the branch (B4.3)."""

from __future__ import annotations

from uuid import UUID, uuid5

from services.kernel.domain.aggregate import Aggregate, Becomes
from services.kernel.domain.words import Status
from services.kernel.refusals import Refusal
from services.party.applicants import events as e

NAMESPACE = UUID("0e6f6c39-51a4-4c1c-8f53-6f1f7f4c9b04")


class PlanStatus(Status):
    PROPOSED = "proposed", "待通过", "proposed"
    ADOPTED = "adopted", "已通过", "adopted"


BECOMES: Becomes = {e.GrowthPlanProposed: PlanStatus.PROPOSED, e.GrowthPlanAdopted: PlanStatus.ADOPTED}


class NotPlanned(Refusal):
    """Nobody is made a candidate or admitted in a year without an adopted plan, nor beyond it."""

    code = "party.growth-not-planned"
    next = ("请先由组织委员提交、支部通过本年度发展计划。", "Have the year's plan proposed and adopted first.")


def plan_id(year: int) -> UUID:
    return uuid5(NAMESPACE, f"{year}")


class GrowthPlan(Aggregate):
    CALLED = "党员发展计划", "plan of admissions"
    CITES = ("B4.3",)
    CARRIES = ("year",)
    BECOMES = BECOMES
    year = 0
