"""One change of posts and seats that takes a second person: proposed by one, confirmed by another, or not."""

from __future__ import annotations

import json
from typing import Any

from services.directory import events as facts
from services.kernel.domain import proposal as kernel
from services.kernel.domain.aggregate import Act, Becomes, applies
from services.kernel.domain.proposal import Facts
from services.kernel.domain.words import Status


class ProposalStatus(Status):
    PROPOSED = "proposed", "待确认", "waiting to be confirmed"
    CONFIRMED = "confirmed", "已确认", "confirmed"
    DECLINED = "declined", "未予确认", "declined"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"


FACTS = Facts(facts.ChangeProposed, facts.ChangeConfirmed, facts.ChangeDeclined, facts.ChangeWithdrawn)
BECOMES: Becomes = dict(zip(FACTS, ProposalStatus, strict=True))
CITES = ("organ",)


class Proposal(kernel.Proposal):
    CALLED = "变更提请", "proposal"
    CITES = CITES
    CARRIES = ("operation", "person", "of_post", "body", "department")
    BECOMES = BECOMES
    operation = ""
    person = ""
    of_post = ""
    body = ""
    department = ""
    order: dict[str, Any] = {}
    parties: tuple[str, ...] = ()

    def propose(
        self,
        act: Act,
        *,
        number: str,
        operation: str,
        order: dict[str, Any],
        parties: tuple[str, ...],
        whose: str = "",
    ) -> None:
        """`whose` it is where the order itself names nobody: an account's."""
        self.trigger(
            facts.ChangeProposed,
            act,
            number=number,
            operation=operation,
            order=json.dumps(order, ensure_ascii=False, sort_keys=True),
            parties=parties,
            person=order.get("person") or order.get("deputy") or whose,
            of_post=order.get("post") or order.get("leader_post") or "",
            body=order.get("body") or "",
            department=order.get("department") or "",
        )

    def confirm(self, act: Act) -> None:
        self.trigger(facts.ChangeConfirmed, act)

    @applies(facts.ChangeProposed)
    def _proposed(self, event: facts.ChangeProposed) -> None:
        self.parties = event.parties
        self.order = json.loads(event.order)
