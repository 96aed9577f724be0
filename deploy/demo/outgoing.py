"""The quarter's outgoing documents, step by step along the lists of both rule books (A19, B11.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from deploy.demo.affairs import KEEPER
from deploy.demo.leave import CLERK, DIRECTOR
from deploy.demo.pieces import FORBIDDEN, INVALID, d
from deploy.demo.plan import Plan

CHAIR = "p002"
PAUSE = timedelta(minutes=20)
NOT_AT_STEP, ENDED = "documents.outgoing-not-at-step", "documents.outgoing-ended"
NOT_ENOUGH = "documents.outgoing-not-enough-copies"
TO: tuple[Mapping[str, Any], ...] = ({"department": "budget"}, {"organ": "区人民政府办公室", "copies": 2})


def outgoing(plan: Plan) -> None:
    _of_the_committee(plan)
    _of_the_office(plan)
    _sent_back(plan)
    _standing_in(plan)
    _sealed_elsewhere(plan)
    _secret(plan)
    _given_up(plan)


@dataclass
class Draft:
    """One document on its way; every deed comes some minutes after the one before, or on the day that is set."""

    plan: Plan
    label: str
    series: str
    department: str
    sponsor: str
    now: datetime
    asked: int = 0

    def do(self, by: str, operation: str, /, *, expect: str = "", answer: str = "", **body: Any) -> None:
        self.now += PAUSE
        named = f"documents.{operation}"
        self.plan.do(self.now, by, named, expect=expect, label=answer, document=f"@{self.label}", **body)

    def on(self, day: date, hour: int = 9) -> None:
        self.now = self.plan.at(day, hour)

    def step(self, by: str, step: str, *, expect: str = "") -> None:
        self.do(by, "carry-out-outgoing-step", step=step, expect=expect)

    def holder(self, post: str) -> str:
        return self.plan.roll.decider(post, "", self.now.date())

    def revise(self, **changed: Any) -> None:
        self.do(self.sponsor, "revise-outgoing", **(said(self.series) | {"reason": "按意见修改"} | changed))

    def sign(self, *countersigners: str, leader_post: str = "deputy-chair-2") -> None:
        """From the hands of its sponsor to the signature."""
        self.do(self.sponsor, "submit-outgoing")
        for department in countersigners:
            self.do(self.holder(f"head-{department}"), "countersign-outgoing", department=department, remarks="同意")
        if self.series == "committee":
            self.do(self.holder("head-office"), "review-outgoing", leader_post=leader_post)
            self.do(self.holder(leader_post), "sign-outgoing", opinion="发")
            return
        leader = self.holder(self.plan.roll.supervising_post(self.department, self.now.date()))
        self.do(leader, "comment-on-outgoing", opinion="拟同意")
        self.do(self.holder("head-office"), "sign-outgoing")

    def print(self, *, numbered: bool = True) -> None:
        """From the number to the seal; a number that it has stays."""
        if numbered:
            self.do(CLERK, "number-outgoing")
        self.step(CLERK, "print")
        self.step(self.sponsor, "proofread")

    def ask_seal(self) -> str:
        """Asked for and granted; the use of the seal, as a later deed names it."""
        self.asked += 1
        answer = f"{self.label}s{self.asked}"
        self.do(self.sponsor, "ask-outgoing-seal", answer=answer)
        use = f"@{answer}/seal_use"
        self.now += PAUSE
        self.plan.do(self.now, self.holder("chair"), "documents.approve-seal-use", use=use)
        return use

    def send(self) -> None:
        """From the seal to the recipients."""
        self.ask_seal()
        self.do(KEEPER, "seal-outgoing")
        by_hand = self.sponsor if self.series != "committee" else CLERK
        for step in ("bind", "envelope", "register"):
            if step == "bind" and self.series != "committee":
                self.step(by_hand, "check-seal")
            self.step(by_hand, step)
        self.do(CLERK, "distribute-outgoing", recipients=list(TO))

    def receive(self) -> None:
        self.do("p027", "sign-for-outgoing", department="budget")
        slip: dict[str, Any] = {"recipient": 2, "on": self.now.date(), "signed_by": "收发室"}
        self.do(CLERK, "enter-outgoing-receipt", **slip)

    def archive(self) -> None:
        self.do(CLERK, "archive-outgoing", copies=3, with_draft=True)


def said(series: str) -> dict[str, Any]:
    upward = {"committee": "关于有关情况的报告", "office": "关于有关工作的通知", "office-letter": "关于商请支持的函"}
    return {
        "title": upward[series], "text": "现将有关事项通知如下。\n一、总体要求。\n二、工作安排。",
        "addressees": "各有关单位", "secrecy": "ordinary", "urgency": "ordinary", "copies": 10,
    }  # fmt: skip


def drafted(plan: Plan, label: str, series: str, department: str, sponsor: str, on: date, **more: Any) -> Draft:
    draft = Draft(plan, label, series, department, sponsor, plan.at(on, 8))
    body = {"series": series, "department": department, **said(series), **more}
    plan.do(draft.now, sponsor, "documents.draft-outgoing", label=label, **body)
    return draft


def _of_the_committee(plan: Plan) -> None:
    """Countersigned by two departments, one of which objects first; signed by a deputy chair; sent and archived."""
    one = drafted(
        plan, "O1", "committee", "finance-economy", "p024", d(7, 21), countersigners=["budget", "agriculture"]
    )
    one.do("p024", "ask-outgoing-seal", expect="documents.outgoing-not-signed")
    one.do(CHAIR, "revoke-outgoing", reason="x", expect="documents.outgoing-not-signed")
    one.do(DIRECTOR, "review-outgoing", leader_post="deputy-chair-2", expect=NOT_AT_STEP)
    one.do("p004", "comment-on-outgoing", opinion="x", expect="documents.outgoing-no-such-step")
    one.do("p024", "submit-outgoing")
    one.do("p037", "countersign-outgoing", department="education-culture",
           expect="documents.outgoing-not-asked-to-countersign")  # fmt: skip
    one.do("p026", "countersign-outgoing", department="budget", remarks="同意")
    one.do("p029", "object-to-outgoing", department="agriculture", reason="第二部分与实际不符")
    one.on(d(7, 22))
    one.revise(countersigners=["budget", "agriculture"], text="现将修改后的有关事项报告如下。")
    one.sign("budget", "agriculture")
    one.on(d(7, 23))
    one.print()
    one.do("p024", "withdraw-outgoing", reason="x", expect="documents.outgoing-already-signed")
    one.do(KEEPER, "seal-outgoing", expect="documents.outgoing-seal-not-asked")
    one.send()
    one.do(CLERK, "return-outgoing", step="print", reason="x", expect="documents.outgoing-already-distributed")
    one.on(d(7, 24))
    one.receive()
    one.do("p027", "sign-for-outgoing", department="budget", expect="documents.outgoing-already-received")
    one.do("p042", "sign-for-outgoing", department="social", expect="documents.outgoing-no-such-recipient")
    one.do(CLERK, "distribute-outgoing", recipients=[{"organ": "区财政局", "copies": 30}], expect=NOT_ENOUGH)
    one.do(CLERK, "distribute-outgoing", recipients=[{"organ": "区财政局"}])
    one.do(CLERK, "archive-outgoing", copies=3, with_draft=False, expect="documents.outgoing-draft-missing")
    one.do(CLERK, "archive-outgoing", copies=2, with_draft=True, expect=NOT_ENOUGH)
    one.archive()
    one.do("p024", "hand-over-outgoing", person="p025", reason="x", expect=FORBIDDEN)


def _of_the_office(plan: Plan) -> None:
    """The office's own steps, and its letters: two series, each with its own numbers."""
    for n, (series, department, sponsor, on) in enumerate(
        (("office", "office", "p018", d(7, 27)), ("office-letter", "social", "p042", d(8, 5)),
         ("office", "deputies", "p047", d(9, 14)))
    ):  # fmt: skip
        one = drafted(plan, f"O{n + 2}", series, department, sponsor, on)
        one.sign()
        one.on(plan.workday(on, 1))
        one.print()
        one.send()
        if n != 1:
            one.on(plan.workday(on, 2))
            one.receive()
            one.archive()


def _sent_back(plan: Plan) -> None:
    """Back to the draft when it was numbered and the seal was granted: the number stays, the consent does not."""
    one = drafted(plan, "O5", "committee", "budget", "p028", d(8, 11))
    one.sign(leader_post="chair")
    one.print()
    one.ask_seal()
    one.do("p028", "ask-outgoing-seal", expect="documents.outgoing-seal-asked")
    one.do(CLERK, "return-outgoing", step="archive", reason="x", expect="documents.outgoing-not-an-earlier-step")
    one.do(KEEPER, "return-outgoing", step="draft", reason="落款日期有误")
    one.do("p026", "hand-over-outgoing", person="p027", reason="原主办人休假")
    one.sponsor = "p027"
    one.on(d(8, 12))
    one.revise()
    one.sign(leader_post="chair")
    one.print(numbered=False)
    one.send()
    one.on(d(8, 13))
    one.do("p004", "revoke-outgoing", reason="x", expect=FORBIDDEN)
    one.do(CHAIR, "revoke-outgoing", reason="依据已失效")
    one.do(CLERK, "archive-outgoing", copies=3, with_draft=True, expect=ENDED)


def _standing_in(plan: Plan) -> None:
    """The director is away, and whoever stands in does not sign their own draft (B11.3)."""
    one = drafted(plan, "O6", "office", "office", "p009", d(8, 26))
    one.do("p009", "submit-outgoing")
    one.do("p058", "comment-on-outgoing", opinion="拟同意")
    one.do("p009", "sign-outgoing", expect="documents.outgoing-own-draft")
    one.on(d(9, 7))
    one.do(DIRECTOR, "sign-outgoing")


def _sealed_elsewhere(plan: Plan) -> None:
    """The consent was used up for something else: no seal comes of that, and the chair is asked for another."""
    one = drafted(plan, "O7", "office-letter", "research", "p053", d(9, 2))
    one.sign()
    one.print()
    use = one.ask_seal()
    plan.do(one.now + PAUSE, KEEPER, "documents.apply-seal", use=use, document="云人办函〔2026〕99号", copies=10)
    one.now += PAUSE
    one.do(KEEPER, "seal-outgoing", expect="documents.outgoing-sealed-elsewhere")
    one.ask_seal()
    one.do(KEEPER, "seal-outgoing")


def _secret(plan: Plan) -> None:
    """Whoever it does not concern reads none of its wordings."""
    one = drafted(
        plan, "O8", "committee", "supervision-law", "p021", d(9, 16), secrecy="confidential", secrecy_term="1年"
    )
    one.do("p024", "list-outgoing-revisions", expect="documents.outgoing-withheld")
    one.sign(leader_post="deputy-chair-3")


def _given_up(plan: Plan) -> None:
    one = drafted(plan, "O9", "office", "agriculture", "p030", d(8, 3))
    one.do("p030", "submit-outgoing")
    one.do("p030", "withdraw-outgoing", reason="工作已调整")
    one.do("p030", "submit-outgoing", expect=ENDED)
    few = {"series": "office", "department": "agriculture", **said("office")}
    at = plan.at(d(8, 3), 15)
    plan.do(at, "p030", "documents.draft-outgoing", expect=NOT_ENOUGH, **(few | {"copies": 2}))
    plan.do(at, "p030", "documents.draft-outgoing", expect=INVALID, **(few | {"countersigners": ["budget"]}))
    plan.do(at, "p024", "documents.draft-outgoing", expect=FORBIDDEN, **few)
