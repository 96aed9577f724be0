"""What the appraisal holds of people: what they say against their record. Its facts are other services' (A35)."""

from __future__ import annotations

from services.kernel.domain.private import NOBODY, Kept, Matter

_OFFICE = ("考核小组、主任会议、审计员", "the appraisal's bodies, the auditor")
_OF_A_DEPARTMENT = "about a department's quarter, not a person"

INVENTORY = (
    Matter("records", Kept.APPRAISAL, ("答复个人记录异议", "to answer objections to a record (A35)"),
           ("本人、办公室、审计员", "the person, the office, the auditor")),
    Matter("ballots", Kept.OFFICE, ("组织测评", "to hold the secret evaluation"), _OFFICE, NOBODY,
           plain={"reason": "why a round is void, as everybody must read it",
                  "classes.members": "who rates with which keys is no secret: it follows from posts"}),
    Matter("policy", Kept.OFFICE, ("制定考核办法", "to decide how points are given (A33)"), _OFFICE, NOBODY,
           plain={"name": "the policy's", "content": "the policy's rules"}),
    Matter("quarters", Kept.OFFICE, ("确定季度等次", "to decide the quarter's grades (A34)"), _OFFICE, NOBODY,
           plain=dict.fromkeys(
        ("was", "reason", "lines.why", "lines.was", "lines.reason", "answer", "text"), _OF_A_DEPARTMENT
    )),
)  # fmt: skip
CALLED = {
    "classes": ("评价类别", "classes of voters"),
    "content": ("办法内容", "content"),
    "least": ("最少票数", "least votes"),
    "roll": ("参加人员名册", "roll"),
    "step": ("环节", "step"),
}
