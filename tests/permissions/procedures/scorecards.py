"""Scorecards (A34, A35): everybody's to see, with every number behind them; trials are the policy makers'."""

from __future__ import annotations

from tests.permissions.words import BUDGET, DRAFTERS, THIRD, row

ROWS = (
    row("appraisal.list-quarters", "everybody"),
    row("appraisal.list-scorecards", "everybody", **THIRD),
    row("appraisal.get-scorecard", "everybody", **THIRD, **BUDGET),
    row("appraisal.explain-dimension", "everybody", **THIRD, **BUDGET, dimension="agenda"),
    row("appraisal.explain-rule", "everybody", **THIRD, **BUDGET, dimension="attendance", rule="presence"),
    row("appraisal.export-scorecards", "everybody", **THIRD),
    row("appraisal.print-scorecard", "everybody", **THIRD, **BUDGET),
    row("appraisal.print-comparison", "everybody", **THIRD),
    row("appraisal.survey-quarter", "everybody", **THIRD),
    row("appraisal.list-trend", "everybody"),
    row("appraisal.weigh-deeds", "everybody", **THIRD, **BUDGET),
    row("appraisal.compare-scorecards", "everybody", **THIRD, **BUDGET, other_department="office"),
    row("appraisal.compare-moments", "everybody", **THIRD, since="2026-07-02T00:00:00+08:00"),
    row("appraisal.try-draft", DRAFTERS, number=2, **THIRD),
    row("appraisal.show-examples", DRAFTERS, number=1, **THIRD),
    row("appraisal.try-policy", DRAFTERS, policy="@policy", quarters=["2026-Q3"]),
)  # fmt: skip
