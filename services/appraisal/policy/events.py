"""The facts of the appraisal policy, which the party group decides (A35). Numbers follow the order of drafting."""

from __future__ import annotations

from typing import Any

from services.kernel.domain.events import Event


class PolicyDrafted(Event):
    """`content` is the whole policy as data, decimals as texts; `digest` is its SHA-256."""

    SAYS = "起草考核办法"
    TOPIC = "appraisal.policy-drafted.v1"
    number: int
    name: str
    digest: str
    content: dict[str, Any]


class PolicyAdopted(Event):
    """In force from `effective`, a quarter such as 2026-Q3, until a later adoption; `resolution` names the decision."""

    SAYS = "施行考核办法"
    TOPIC = "appraisal.policy-adopted.v1"
    number: int
    digest: str
    effective: str
    resolution: str = ""
