"""One year's check of study in six points, recorded once by the branch (B5.10)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.refusals import Refusal
from services.party.checks import events as e

NAMESPACE = UUID("5c7b0f5e-0d5b-4a52-9d1b-7f6f0c7a1b26")
CITES = ("B5.10",)


class YearChecked(Refusal):
    code = "party.study-year-checked"
    next = ("请打开该年度的检查记录核对。", "Open the check of that year.")


class YearNotEnding(Refusal):
    """The check comes at the end of the year."""

    code = "party.study-year-not-ending"
    next = (
        "请在年末登记；年内可随时查看“六有”情况。",
        "Record it at the year's end; the points can be seen at any time.",
    )


def check_id(year: int) -> UUID:
    return uuid5(NAMESPACE, str(year))


class YearCheck(Aggregate):
    CITES = CITES

    def record(self, act: Act, *, year: int, points: tuple[e.CheckedPoint, ...], begins: date, note: str) -> None:
        """`begins` is the first day on which the year's check is recorded."""
        if self.exists:
            raise YearChecked(f"{year}年度已检查。", f"The year {year} is checked already.", cites=CITES, year=year)
        if act.day < begins:
            raise YearNotEnding(
                f"年末检查自{begins}起登记。",
                f"The check is recorded from {begins}.",
                cites=CITES,
                begins=begins.isoformat(),
            )
        self.trigger(e.StudyYearChecked, act, year=year, on=act.day, points=points, note=note)

    @applies(e.StudyYearChecked)
    def _checked(self, event: e.StudyYearChecked) -> None:
        """Nothing is done to it later."""
