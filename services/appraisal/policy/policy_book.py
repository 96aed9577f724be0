"""The organ's policies: drafts get numbers, adoption puts one in force from a quarter on, never backwards."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from services.appraisal.policy.events import PolicyAdopted, PolicyDrafted
from services.appraisal.policy.model import Policy
from services.appraisal.quarter import Quarter
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.refusals import Invalid, NotFound, Refusal
from services.kernel.rules.model import ORGAN

BOOK = UUID("6e1f5a4c-0d6b-5f2e-9a53-5b0f6b9c7a01")
"""The one book of an organ: numbering is gapless because there is one."""


class PolicyInForce(Refusal):
    """A policy is adopted once; a change is a new draft with a new number."""

    code = "appraisal.policy-already-adopted"
    next = ("请另行起草新的考核办法。", "Draft a new policy.")


class PolicyRetroactive(Refusal):
    """Quarters already begun keep the policy they began under (A35)."""

    code = "appraisal.policy-retroactive"
    next = ("请将施行季度改为下一季度或以后。", "Let it take effect from the next quarter or later.")


class UnknownFactKind(Invalid):
    """A rule counts something that nothing records, so it would silently never apply."""

    code = "appraisal.unknown-fact-kind"
    next = ("请改用业务系统有记录的事实种类。", "Name kinds of facts that a service records.")


class UnknownArticle(Invalid):
    """A part of the policy names an article that no rule book has."""

    code = "appraisal.unknown-article"
    next = ("请对照规章条款表改正所列条款编号。", "Correct the articles named after the table of rule books.")


class PolicyBook(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.digests: dict[str, int] = {}
        self.adopted: dict[int, str] = {}

    @property
    def last_number(self) -> int:
        return len(self.digests)

    def draft(self, act: Act, policy: Policy) -> int:
        """Its number; the same content again is the policy already there."""
        digest = policy.digest()
        known = self.digests.get(digest)
        if known is not None:
            return known
        self.trigger(
            PolicyDrafted,
            act,
            number=self.last_number + 1,
            name=policy.name,
            digest=digest,
            content=policy.content(),
            cites=policy.cites,
        )
        return self.last_number

    def adopt(self, act: Act, number: int, effective: Quarter, resolution: str, cites: tuple[str, ...]) -> None:
        if number not in self.digests.values():
            raise NotFound("没有这个编号的考核办法。", "There is no policy with this number.", number=number)
        if number in self.adopted:
            raise PolicyInForce(
                f"第 {number} 号考核办法已自 {self.adopted[number]} 起施行，如需修改请另行起草。",
                f"Policy {number} is in force from {self.adopted[number]}; draft a new one to change it.",
                cites=cites,
                number=number,
            )
        if self.adopted and effective < Quarter.of(act.day).following:
            raise PolicyRetroactive(
                "考核办法只能自下一季度起施行，已开始的季度沿用原办法。",
                "A policy takes effect from the next quarter at the earliest; a quarter keeps the one it began under.",
                cites=cites,
                earliest=str(Quarter.of(act.day).following),
            )
        digest = next(digest for digest, known in self.digests.items() if known == number)
        self.trigger(
            PolicyAdopted,
            act,
            number=number,
            digest=digest,
            effective=str(effective),
            resolution=resolution,
            cites=cites,
        )

    @applies(PolicyDrafted)
    def _drafted(self, event: PolicyDrafted) -> None:
        self.digests[event.digest] = event.number

    @applies(PolicyAdopted)
    def _adopted(self, event: PolicyAdopted) -> None:
        self.adopted[event.number] = event.effective


def check(policy: Policy, kinds: frozenset[str], articles: Collection[str]) -> None:
    """What a policy may name: facts that something records, and articles of the rule books, or `organ`."""
    check_kinds(policy, kinds)
    unknown = [cite for cite in policy.cited() if cite != ORGAN and cite not in articles]
    if unknown:
        raise UnknownArticle(
            f"考核办法引用了规章中没有的条款：{'、'.join(unknown)}。",
            f"The policy cites articles that no rule book has: {', '.join(unknown)}.",
            fields=[{"field": "policy", "unknown": unknown}],
        )


def check_kinds(policy: Policy, known: frozenset[str]) -> None:
    """Refuses a policy that counts a kind of fact nobody records."""
    unknown = sorted(policy.reads() - known)
    if unknown:
        raise UnknownFactKind(
            f"考核办法引用了没有来源的事实：{'、'.join(unknown)}。",
            f"The policy counts facts that nothing records: {', '.join(unknown)}.",
            fields=[{"field": "policy", "unknown": unknown}],
        )
