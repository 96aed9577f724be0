"""What documents holds of people: texts of the office's work go with the papers; visitors and complainants are people
from outside, each record one of theirs."""

from __future__ import annotations

from services.kernel.domain.private import NOBODY, OWNER, PERSON, RECORD, Kept, Matter

_READERS = ("按公文密级和传阅范围", "by the document's class and circulation")
_OFFICE = ("办公室、有关部门、审计员", "the office, the departments concerned, the auditor")
_PAPER = "of a document or of the organ's own doings, in the open like it"
_TERM = "a day that the calendar sets for a paper"
_SCORED = "counted by the appraisal"


def _paper(procedure: str, zh: str, en: str, of: str = NOBODY, **plain: str) -> Matter:
    return Matter(procedure, Kept.OFFICE, (zh, en), _READERS, of, plain=plain)


INVENTORY = (
    _paper("archive", "移交档案", "to hand files over (A21)", kind=_PAPER),
    _paper("attachments", "保存附件", "to keep files with their records", OWNER, kind=_PAPER),
    _paper("circulation", "传阅公文", "to circulate documents (A18)", place=_PAPER, until=_TERM,
           came_from=_PAPER),
    _paper("holdings", "保管与利用档案", "to keep and lend files (A21)", outcome=_PAPER, kind=_PAPER, until=_TERM),
    _paper("incoming", "办理来文", "to deal with what comes in (A18)"),
    _paper("information", "报送信息", "to report information (A20)"),
    _paper("inspections", "内务检查", "to inspect housekeeping (A22)", on=_SCORED, measure=_PAPER),
    _paper("materials", "准备会议材料", "to prepare meetings (A17)"),
    _paper("meetings", "召开会议", "to hold meetings (A17)", was=_PAPER, kind=_PAPER, start=_PAPER,
           place=_PAPER, members=_PAPER),
    _paper("minutes", "会议记录", "to keep minutes (A17)", kind=_PAPER),
    _paper("outgoing", "制发公文", "to issue documents (A19)"),
    _paper("research", "调研文章", "to write research (A20)"),
    _paper("resolutions", "会议决议", "to carry out resolutions (A17)", kind=_PAPER, against="a count of votes",
           members="a count of members"),
    _paper("seals", "使用印章", "to use seals (B12)"),
    _paper("tasks", "督办", "to follow tasks up (A17)", was=_TERM),
    _paper("townships", "指导乡镇人大", "to guide the townships (B13)", name="a station's"),
    Matter("visits", Kept.OUTSIDERS, ("接待来访、处理投诉", "to receive visitors and complaints (B11)"), _OFFICE,
           RECORD,
           others={"LapseRecorded": PERSON, "LapseWithdrawn": PERSON},
           plain={"on": _SCORED, "cause": _SCORED, "times": _SCORED}),
)  # fmt: skip
CALLED = {
    "anew": ("重新会签", "countersigned anew"),
    "category": ("门类", "category"),
    "copy": ("份号", "copy"),
    "countersigner": ("会签部门", "countersigning department"),
    "entry": ("目录序号", "entry"),
    "fonds": ("全宗号", "fonds"),
    "from_department": ("原承办部门", "from department"),
    "handed_on": ("已转交", "handed on"),
    "minutes_missed": ("会议记录已记未交", "minutes recorded as missing"),
    "on_agenda": ("已列入议程", "on the agenda"),
    "overdue_departments": ("已记逾期的部门", "departments recorded as overdue"),
    "owners": ("承办人", "owners"),
    "previous": ("原先", "previously"),
    "queued": ("重新排队", "queued again"),
    "referred_to": ("转请批示职务", "referred to"),
    "returned_from": ("退回自", "returned from"),
    "returned_to": ("退回至", "returned to"),
    "serial": ("顺序号", "serial"),
    "stage": ("阶段", "stage"),
    "still_owed": ("仍须完成", "still owed"),
    "unsealed": ("用印审批失效", "consent to the seal void"),
    "unsigned": ("签发失效", "signature void"),
    "urge_half": ("催办时段", "half day of the reminder"),
    "urge_on": ("催办日", "reminder on"),
    "was_late": ("原记逾期", "was late"),
    "was_missed": ("原记未完成", "was recorded as missed"),
    "was_overdue": ("原记逾期", "was overdue"),
}
