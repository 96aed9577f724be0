"""Puts the appraisal policy of the regulation files in force at the first start. The same again changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from services.appraisal.policy.files import first_quarter, read_policy
from services.appraisal.policy.operations import AdoptPolicy, DraftPolicy, PolicyView
from services.kernel.procedure.context import Answer
from services.kernel.procedure.operations import Operation

POLICY = Path(__file__).parent / "regulations" / "policy.toml"


def adopt_policy(call: Callable[[Operation], Answer], path: Path = POLICY) -> None:
    """Drafted and adopted as the system, from the quarter in which the file's own date falls."""
    policy = read_policy(path)
    drafted = PolicyView.model_validate_json(call(DraftPolicy(policy=policy)).body)
    if drafted.effective is None:
        call(AdoptPolicy(number=drafted.number, effective=str(first_quarter(policy))))
