"""The health check counts as nothing: no dimension of the appraisal is about it (A34)."""

from services.finance.union_health import events as e

Silent = (
    e.HealthCheckDue | e.HealthCheckPassed | e.HealthCheckArranged | e.HealthCheckAttended | e.HealthCheckHeld
    | e.HealthCheckMissed
)  # fmt: skip
