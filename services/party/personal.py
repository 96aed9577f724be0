"""What party holds of people: their membership, dues and study, what they declare; whom it visits outside."""

from __future__ import annotations

from services.kernel.domain.private import NOBODY, OWNER, RECORD, Kept, Matter

_BRANCH = ("本人、支部委员会、审计员", "the person, the branch committee, the auditor")
_ALL = ("支部党员、审计员", "the branch's members, the auditor")
_GROUP = ("本人、纪检组、审计员", "the person, the discipline group, the auditor")
_HELPERS = ("联系人、支部委员会、审计员", "who keeps the contact, the committee, the auditor")
_ORGAN = "the organisation's own doing, open to its members"
_STEP = "a step of the way, decided by the meeting"
_SCORED = "counted by the appraisal"
_STUDY = "of a session that all are called to"


def _each(reason: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), reason)


def _party(procedure: str, zh: str, en: str, of: str = "person", **plain: str) -> Matter:
    return Matter(procedure, Kept.PARTY, (zh, en), _BRANCH, of, plain=plain)


INVENTORY = (
    _party("applicants", "发展党员", "the way into the Party (B4)", on=_STEP, note=_ORGAN),
    _party("attachments", "保存附件", "to keep files with their records", OWNER, kind="of what kind the record is"),
    _party("cadences", "组织生活频次", "what is owed of meetings (B2)", NOBODY, **_each(_ORGAN, "kind first on")),
    _party("checks", "学习检查", "to check study (A6)", NOBODY, note=_ORGAN),
    Matter("contacts", Kept.OUTSIDERS, ("联系群众", "to keep in touch with households (B6)"), _HELPERS, RECORD,
           plain=_each(_SCORED, "kind first last settled_on on")),
    Matter("declarations", Kept.INTEGRITY, ("个人事项报告", "declarations of one's own (B7)"), _GROUP,
           plain=_each("whether it was done in time", "on received_on")),
    Matter("deputies", Kept.OUTSIDERS, ("联系代表和选民", "to keep in touch with deputies and voters (B6)"), _HELPERS,
           RECORD),
    Matter("discipline", Kept.INTEGRITY, ("处理线索", "to deal with reports (B8)"), _GROUP, NOBODY),
    _party("dues", "党费", "to collect dues (B5)"),
    _party("duties", "学习任务", "duties of study (A4)", NOBODY, **_each(_ORGAN, "first last on")),
    Matter("evaluation", Kept.PARTY, ("民主评议党员", "to evaluate members (B3)"), _BRANCH,
           plain=_each(_ORGAN, "contents members on")),
    Matter("integrity", Kept.INTEGRITY, ("廉政自查", "to check oneself (B7)"), _GROUP),
    Matter("life_meetings", Kept.PARTY, ("民主生活会", "to hold life meetings (B3)"), _ALL,
           others={"LifeMeetingHeld": NOBODY}, plain=_each(_ORGAN, "kind members on held_on")),
    Matter("meetings", Kept.PARTY, ("党的会议", "to hold meetings (B2)"), _ALL,
           plain=_each(_ORGAN, "kind on was start place members")),
    _party("members", "党员名册", "to keep the branch's roll (B4.3)", name="a group's", on=_STEP),
    _party("motions", "表决", "to decide (A2)", NOBODY, **_each(_ORGAN, "matter")),
    _party("notes", "学习笔记与文章", "notes and papers of study (A5)", **_each(_STUDY, "note on kind")),
    _party("plan", "学习计划", "to plan study (A4)", NOBODY, **_each(_STUDY, "added.title items.title")),
    _party("progress", "学习进度", "how far study has come (A5)", measure="of what is counted"),
    Matter("retired", Kept.OUTSIDERS, ("离退休干部", "to care for the retired (B9.7)"), _HELPERS, RECORD),
    _party("sessions", "集中学习", "to study together (A4)", **_each(
        _STUDY, "kind on was title reason note made_up_on"
    )),
)  # fmt: skip
CALLED = {
    "member": ("涉及人员", "whom it is about"),
    "added": ("新增项目", "items added"),
    "before": ("变更前", "before"),
    "fell": ("该期不再须走访", "not owed in that period any more"),
    "halves": ("半天数", "half days"),
    "keeper": ("保管人", "keeper"),
    "majority": ("通过所需", "majority"),
    "numbers": ("号码", "numbers"),
    "of": ("计票基数", "reckoned of"),
    "overdue": ("逾期", "overdue"),
    "proposed": ("已提出供审定", "proposed"),
    "quorum": ("法定人数", "quorum"),
    "raised": ("反映了问题", "problem raised"),
    "reviewed": ("已审查措施数", "measures reviewed"),
    "secretary": ("支部书记", "secretary"),
    "settled_by": ("办结部门", "settled by"),
    "step": ("步骤", "step"),
    "was_missed": ("原记未完成", "was recorded as missed"),
}
