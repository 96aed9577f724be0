"""Which articles a policy carries out (A33–A35): the policy itself, its dimensions and rules, its grades."""

from __future__ import annotations

from services.appraisal.policy.model import Dimension, Grade, Policy, Rule
from services.kernel.procedure.citations import Citation, Kind


def citations_of_policy(policy: Policy) -> tuple[Citation, ...]:
    """Named as the scorecards' pages name them: `attendance`, `attendance/late`; grades stand under `grades/`."""
    found = [_line(policy.name, policy)]
    for dimension in policy.dimensions:
        found.append(_line(dimension.id, dimension))
        found += [_line(f"{dimension.id}/{rule.id}", rule) for rule in dimension.rules]
    found += [_line(f"grades/{grade.id}", grade) for grade in policy.grades]
    return tuple(found)


def _line(name: str, part: Policy | Dimension | Rule | Grade) -> Citation:
    return Citation(kind=Kind.RULE, name=name, zh=part.zh, en=part.en, cites=list(part.cites))
