"""What the directory holds of people: who serves, since when, under which name. Posts and seats are the organ's."""

from __future__ import annotations

from services.kernel.domain.private import NOBODY, Kept, Matter

INVENTORY = (
    Matter(
        "",
        Kept.PERSONNEL,
        ("确定人员、年休假与请假审批", "to know who is who, and what leave they have (A15, A16)"),
        ("姓名：本机关；其余：本人、办公室、审计员", "names: the organ; the rest: the person, the office, the auditor"),
        plain={"kind": "a department's"},
    ),
    Matter(
        "looks",
        Kept.OFFICE,
        ("查阅留痕，供审计", "to know who looked at what, for audits"),
        ("审计员", "the auditor"),
        NOBODY,
    ),
    Matter(
        "accounts",
        Kept.PERSONNEL,
        ("账号的开通、重设与关闭须有据可查", "opening, resetting and closing accounts is accounted for"),
        ("本人、安全管理员、审计员", "the person, the security administrator, the auditor"),
    ),
    Matter(
        "logins",
        Kept.PERSONNEL,
        ("查明冒用与攻击（GB/T 22239-2019 安全审计）", "misuse and attacks are found out (security audit)"),
        ("本人、安全管理员、审计员", "the person, the security administrator, the auditor"),
        of="whose",
        plain={"times": "how often within a minute, no clock time", "reason": "why the door stayed shut: a code"},
    ),
    Matter(
        "erasures",
        Kept.OFFICE,
        ("证明个人信息已依法删除", "to prove that personal data was erased by the law"),
        (
            "办公室、安全管理员、主任、秘书长、审计员",
            "the office, the security administrator, the leaders, the auditor",
        ),
        NOBODY,
    ),
)
CALLED = {
    "looker": ("查看人", "who looked"),
    "whose": ("账号所属人", "whose account it is"),
    "departed": ("因离任", "because of departure"),
    "happened": ("发生时间", "happened"),
    "of_post": ("所涉岗位", "post concerned"),
    "parties": ("当事人", "parties"),
    "previous": ("原先", "previously"),
    "until": ("截至", "until"),
}
