"""The quarter's incoming documents and how they went round (A18, B11.1, B11.2)."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from deploy.demo.leave import CLERK
from deploy.demo.papers import Papers
from deploy.demo.pieces import FORBIDDEN, INVALID, d
from deploy.demo.plan import Plan
from deploy.demo.sheets import APPRAISED

CHAIR = "p002"
ORDINARY = 20
SENDERS = ("区委办公室", "区政府办公室", "市人大常委会办公室", "区财政局", "区人民法院", "清柚镇人大")
TITLES = (
    "关于报送半年工作总结的通知", "关于开展执法检查的函", "关于印发会议纪要的通知", "关于征求修改意见的函",
    "关于预算调整方案的报告", "关于代表建议办理情况的报告", "关于召开工作会议的通知", "关于加强信息报送的通知",
)  # fmt: skip
CLASSES = (("ordinary", 12), ("secret", 5), ("confidential", 2), ("top-secret", 1))
URGENCIES = (("ordinary", 6), ("urgent", 3), ("express", 1))
NOT_OPEN, INCOMING_NOT_OPEN = "documents.circulation-not-open", "documents.incoming-not-open"


def incoming(plan: Plan, rng: Random) -> Papers:
    papers = Papers(plan, rng)
    for n in range(ORDINARY):
        _ordinary(papers, n)
    _over_make_up_days_and_holidays(papers)
    _who_moved_or_left(papers)
    _unread(papers)
    _kept(papers)
    _withdrawn(papers)
    _raised(papers)
    _more_readers(papers)
    _brought_back(papers)
    _instructed(papers)
    _left_lying(papers)
    _refused(papers)
    return papers


def _ordinary(papers: Papers, n: int) -> None:
    """Every class and urgency, in turn or several copies at once; every department's people read."""
    plan, rng = papers.plan, papers.rng
    on = rng.choice(plan.workdays(d(7, 2), d(9, 4)))
    about = APPRAISED[n % len(APPRAISED)]
    post = plan.roll.supervising_post(about, on) or "chair"
    copies = rng.choice((0, 0, 2, 3))
    label = papers.register(
        on, rng.choice(TITLES), sender=rng.choice(SENDERS), copies=max(1, copies),
        secrecy=_drawn(rng, CLASSES), urgency=_drawn(rng, URGENCIES),
    )  # fmt: skip
    papers.propose(label, plan.at(on, 10, rng.randrange(60)), post)
    papers.instruct(label, plan.at(on, 14, rng.randrange(60)), post)
    others = [department for department in APPRAISED if department != about]
    readers = [_reader(papers, department, on) for department in (about, *rng.sample(others, rng.randrange(1, 3)))]
    if rng.random() < 0.3:
        readers.insert(0, "p006")
    back = papers.go_round(label, plan.at(on, 16, rng.randrange(60)), readers, min(copies, len(readers)))
    if rng.random() < 0.85:
        papers.close(label, back + timedelta(minutes=30))


def _drawn(rng: Random, lot: tuple[tuple[str, int], ...]) -> str:
    return rng.choices([name for name, _ in lot], [often for _, often in lot])[0]


def _reader(papers: Papers, department: str, on: date) -> str:
    """Somebody who stays to the end."""
    roll = papers.plan.roll
    staying = set(roll.members(department, on)) & set(roll.members(department, d(10, 20))) - {CLERK}
    return papers.rng.choice(sorted(staying))


def _over_make_up_days_and_holidays(papers: Papers) -> None:
    """Two working days: over the make-up Sunday, the Mid-Autumn Festival and the national holiday (B11.2)."""
    at = papers.plan.at
    turn = papers.ready(d(9, 17), "关于中秋国庆期间值班安排的通知")
    papers.start(turn, at(d(9, 17), 11), ("p024", "p027", "p030", "p035"))
    papers.read(turn, at(d(9, 20), 16), "p024")  # the make-up Sunday is the last day in time
    papers.read(turn, at(d(9, 23), 10), "p027")  # due on the 22nd
    papers.read(turn, at(d(9, 29), 9), "p030")  # due on the 28th: the festival does not count
    papers.read(turn, at(d(10, 9), 9), "p035")  # due on the 8th, in the next quarter
    papers.take_back(turn, at(d(10, 9), 15))
    papers.close(turn, at(d(10, 9), 16))
    sunday = papers.ready(d(9, 17), "关于做好调休上班期间工作的通知", copies=3)
    papers.start(sunday, at(d(9, 17), 15), ("p042", "p047", "p050"), copies=3)
    papers.unread(sunday, at(d(9, 20), 17), "p047")
    papers.read(sunday, at(d(9, 21), 0, 5), "p042")  # before the clock has looked; to p047, who waits again
    papers.take_back(sunday, at(d(9, 21), 9), 2)
    papers.read(sunday, at(d(9, 23), 17), "p047")
    papers.read(sunday, at(d(9, 30), 10), "p050")
    for copy, hour in ((1, 14), (3, 15)):
        papers.take_back(sunday, at(d(9, 30), hour), copy)
    papers.close(sunday, at(d(9, 30), 16))
    last = papers.ready(d(9, 28), "关于三季度重点工作的通报", copies=2)
    papers.start(last, at(d(9, 28), 11), ("p021", "p056"), copies=2)
    papers.read(last, at(d(9, 30), 23, 50), "p021")
    papers.read(last, at(d(10, 8), 9), "p056")  # missed in the third quarter
    after = papers.ready(d(9, 30), "关于节后工作安排的通知")
    papers.start(after, at(d(9, 30), 11), ("p025",))
    papers.take_back(after, at(d(10, 10), 9))  # a Saturday on which people work, a day too late
    before = papers.ready(d(9, 23), "关于节日廉洁提醒的通知")
    papers.start(before, at(d(9, 23), 11), ("p028",))
    papers.read(before, at(d(9, 28), 17), "p028")
    papers.take_back(before, at(d(9, 28), 18))
    papers.close(before, at(d(9, 29), 9))


def _who_moved_or_left(papers: Papers) -> None:
    """Charged to the department that the reader had on the last day in time; who left, to the one they had before."""
    at = papers.plan.at
    for on in (d(8, 5), d(8, 6)):  # p043 goes from social to research on the 10th: due on the 7th, and on the 10th
        label = papers.ready(on, "关于社会治理专题调研的函")
        papers.start(label, at(on, 11), ("p043",))
        papers.read(label, at(d(8, 12), 10, on.day), "p043")
        papers.take_back(label, at(d(8, 12), 11, on.day))
        papers.close(label, at(d(8, 12), 14, on.day))
    gone = papers.ready(d(7, 9), "关于城乡规划执法检查的函")  # p033 has left on the day on which it is due
    papers.start(gone, at(d(7, 9), 11), ("p033", "p036"))
    papers.take_back(gone, at(d(7, 15), 9), read=False)
    papers.do(gone, at(d(7, 15), 10), CLERK, "remove-reader", person="p033", reason="已离职",
              expect="documents.circulation-not-waiting")  # fmt: skip
    papers.read(gone, at(d(7, 16), 10), "p036")
    papers.take_back(gone, at(d(7, 16), 15))
    papers.close(gone, at(d(7, 16), 16))


def _unread(papers: Papers) -> None:
    """Back to the office unread for the others; last in the queue; not at once to the same reader again."""
    at = papers.plan.at
    label = papers.ready(d(7, 20), "关于人大代表建议办理工作的通知")
    papers.start(label, at(d(7, 20), 11), ("p044", "p048"))
    papers.unread(label, at(d(7, 20), 14), "p048", expect="documents.circulation-not-holding")
    papers.unread(label, at(d(7, 20), 15), "p044")
    papers.take_back(label, at(d(7, 20), 16))
    papers.take_back(label, at(d(7, 20), 17), 3, expect="documents.circulation-copy-not-out")
    one: dict[str, Any] = {"person": "p044"}
    papers.do(label, at(d(7, 21), 9), CLERK, "hand-out-document", expect="documents.circulation-no-copy-free", **one)
    papers.unread(label, at(d(7, 21), 10), "p048")
    papers.take_back(label, at(d(7, 21), 11))
    papers.read(label, at(d(7, 22), 10), "p044")
    papers.unread(label, at(d(7, 27), 9), "p048")  # too late and unread: the clock has charged it
    papers.take_back(label, at(d(7, 27), 10))
    papers.do(label, at(d(7, 27), 11), "p022", "hand-out-document", expect=FORBIDDEN, person="p048")
    papers.do(label, at(d(7, 27), 14), CLERK, "hand-out-document", person="p048")
    papers.do(label, at(d(7, 27), 15), CLERK, "hand-out-document", person="p048",
              expect="documents.circulation-not-waiting")  # fmt: skip
    papers.take_back(label, at(d(7, 28), 9), read=True)
    papers.close(label, at(d(7, 28), 10))


def _kept(papers: Papers) -> None:
    """Asked for; granted and brought back in time, or late; refused, within the term and after it."""
    at = papers.plan.at

    def ask(label: str, on: date, person: str, until: date, hour: int = 9, expect: str = "") -> None:
        said: dict[str, Any] = {"until": until, "reason": "需据此起草审议意见"}
        papers.do(label, at(on, hour), person, "ask-retention", person=person, expect=expect, **said)

    def decide(
        label: str, on: date, person: str, how: str, *, by: str = CLERK, hour: int = 16, expect: str = ""
    ) -> None:
        reason = {"reason": "其他部门急用"} if how == "refuse" else {}
        named = f"{how}-retention" if how == "refuse" else "grant-retention"
        papers.do(label, at(on, hour), by, named, person=person, expect=expect, **reason)

    kept = papers.ready(d(8, 4), "关于预算绩效管理的意见", copies=4)
    readers = ("p039", "p059", "p053", CLERK)
    papers.start(kept, at(d(8, 4), 11), readers, copies=4)
    decide(kept, d(8, 4), "p039", "grant", expect="documents.circulation-no-retention-asked")
    ask(kept, d(8, 5), "p039", d(9, 30), expect="documents.circulation-retention-too-long")
    ask(kept, d(8, 5), "p039", d(8, 6), 10, expect="documents.circulation-retention-too-long")
    ask(kept, d(8, 5), "p039", d(8, 15), 11)  # a Saturday
    ask(kept, d(8, 5), "p039", d(8, 20), 12, expect="documents.circulation-retention-already-asked")
    decide(kept, d(8, 5), "p039", "grant", by="p037", expect=FORBIDDEN)
    decide(kept, d(8, 7), "p039", "grant")  # after the term, which rested
    papers.read(kept, at(d(8, 15), 11), "p039")
    ask(kept, d(8, 6), "p059", d(8, 28))
    decide(kept, d(8, 6), "p059", "grant")
    papers.read(kept, at(d(8, 31), 9), "p059")  # longer than was granted
    ask(kept, d(8, 6), "p053", d(8, 28))
    decide(kept, d(8, 11), "p053", "refuse")  # owed by the day of the answer
    papers.read(kept, at(d(8, 11), 17), "p053")
    ask(kept, d(8, 5), CLERK, d(8, 21), 14)
    decide(kept, d(8, 5), CLERK, "grant", expect="documents.circulation-own-retention")
    decide(kept, d(8, 6), CLERK, "refuse", by="p008", hour=9)  # in time: owed by its old day
    papers.read(kept, at(d(8, 7), 9), CLERK)  # a day late
    for copy in (1, 2, 3, 4):
        papers.take_back(kept, at(d(8, 31), 10, copy), copy)
    papers.close(kept, at(d(8, 31), 11))
    again = papers.ready(d(9, 21), "关于节假日文件管理的通知", copies=2)
    papers.start(again, at(d(9, 21), 11), ("p031", "p057"), copies=2)
    ask(again, d(9, 22), "p031", d(9, 27))  # in the holiday, and no day later
    decide(again, d(9, 22), "p031", "grant")
    papers.read(again, at(d(9, 28), 9), "p031")
    ask(again, d(9, 24), "p057", d(9, 30))  # the term has passed: charged at the asking, or by the clock before
    decide(again, d(9, 28), "p057", "refuse")
    papers.read(again, at(d(9, 29), 9), "p057")  # once is enough
    for copy in (1, 2):
        papers.take_back(again, at(d(9, 29), 10, copy), copy)
    papers.close(again, at(d(9, 29), 15))


def _withdrawn(papers: Papers) -> None:
    """Called back while it goes round: who waits no longer does, who has it owes it by the next working day."""
    at = papers.plan.at
    label = papers.ready(d(9, 22), "关于专题询问方案的通知", copies=3)
    papers.start(label, at(d(9, 22), 11), ("p020", "p023", "p032", "p051"), copies=3)
    papers.do(label, at(d(9, 23), 9), "p022", "withdraw-circulation", reason="方案有误", expect=FORBIDDEN)
    papers.do(label, at(d(9, 24), 15), CHAIR, "withdraw-circulation", reason="方案有误,重新印发")
    papers.read(label, at(d(9, 24), 17), "p020")
    papers.unread(label, at(d(9, 28), 16), "p023")  # the next working day, after the festival
    papers.take_back(label, at(d(9, 28), 17), 1)
    papers.close(label, at(d(9, 28), 18), expect="documents.incoming-copies-out")
    papers.take_back(label, at(d(9, 28), 17, 5), 2)
    papers.take_back(label, at(d(9, 30), 9), 3, read=False)  # from the desk of p032, too late
    papers.do(label, at(d(9, 30), 10), CLERK, "withdraw-circulation", reason="重复", expect=NOT_OPEN)
    papers.do(label, at(d(9, 30), 11), CLERK, "add-readers", readers=["p051"], expect=NOT_OPEN)
    papers.start(label, at(d(9, 30), 14), ("p051",), expect="documents.circulation-already-started")
    papers.close(label, at(d(9, 30), 15))
    overdue = papers.ready(d(7, 6), "关于年中督查的通知")
    papers.start(overdue, at(d(7, 6), 11), ("p034", "p038"))
    papers.do(overdue, at(d(7, 10), 9), CLERK, "withdraw-circulation", reason="来文单位撤回")  # late already
    papers.take_back(overdue, at(d(7, 15), 9), read=False)  # and late again
    papers.close(overdue, at(d(7, 15), 10))


def _raised(papers: Papers) -> None:
    """Its class is raised while it goes round: from then on it comes back to the office between readers."""
    at = papers.plan.at
    label = papers.ready(d(8, 18), "关于风险隐患排查的通报", urgency="express")
    papers.start(label, at(d(8, 18), 11), ("p055", "p046", "p030"))
    papers.read(label, at(d(8, 18), 15), "p055")  # straight to p046
    papers.do(
        label, at(d(8, 18), 16), CLERK, "correct-incoming", sender="区委办公室", title="关于风险隐患排查的通报",
        secrecy="confidential", urgency="urgent", reason="来文单位补定密级",
    )  # fmt: skip
    papers.read(label, at(d(8, 19), 10), "p046")
    papers.read(label, at(d(8, 19), 11), "p030", expect="documents.circulation-not-holding")
    papers.take_back(label, at(d(8, 19), 14))
    papers.read(label, at(d(8, 20), 10), "p030")
    papers.take_back(label, at(d(8, 20), 14))
    papers.close(label, at(d(8, 20), 15))


def _more_readers(papers: Papers) -> None:
    """One more after everybody has read it; one taken off before their turn."""
    at = papers.plan.at
    label = papers.ready(d(7, 13), "关于学习贯彻监督法的通知", copies=2)
    papers.start(label, at(d(7, 13), 11), ("p019", "p026"), copies=3, expect="documents.circulation-not-enough-copies")
    papers.start(label, at(d(7, 13), 12), ("p019", "p026"), copies=2)
    papers.read(label, at(d(7, 14), 9), "p019")
    papers.take_back(label, at(d(7, 14), 10))
    papers.take_back(label, at(d(7, 15), 9), 2)  # from the desk, read
    more: dict[str, Any] = {"readers": ["p045", "p037"], "why": "领导增批"}
    papers.do(
        label, at(d(7, 16), 9), CLERK, "add-readers", readers=["p019"], expect="documents.circulation-already-reader"
    )
    papers.do(label, at(d(7, 16), 10), CLERK, "add-readers", **more)
    papers.do(label, at(d(7, 16), 11), CLERK, "add-readers", readers=["p041"])
    papers.do(label, at(d(7, 16), 14), CLERK, "remove-reader", person="p041", reason="出差在外")
    papers.read(label, at(d(7, 17), 9), "p045")
    papers.read(label, at(d(7, 22), 9), "p037")  # late
    for copy in (1, 2):
        papers.take_back(label, at(d(7, 22), 10, copy), copy)
    papers.do(label, at(d(7, 22), 11), CLERK, "remove-reader", person="p041", reason="x", expect=NOT_OPEN)
    papers.close(label, at(d(7, 22), 14))
    papers.close(label, at(d(7, 22), 15), expect=INCOMING_NOT_OPEN)


def _brought_back(papers: Papers) -> None:
    """From outside meetings: registered before anything else happens to it (B11.2)."""
    at = papers.plan.at
    for on, person, secrecy in (
        (d(7, 28), "p022", "ordinary"),
        (d(8, 13), "p008", "secret"),
        (d(9, 9), "p004", "top-secret"),
    ):
        label = papers.ready(
            on, "会议材料汇编", sender="市人大常委会", meeting="市人大常委会工作会议", brought_by=person,
            secrecy=secrecy, leader_post="chair" if secrecy == "top-secret" else "secretary-general",
        )  # fmt: skip
        reader = {"p022": "p024", "p008": "p009", "p004": "p005"}[person]
        papers.start(label, at(on, 11), (reader,))
        papers.read(label, at(on, 15), reader)
        papers.take_back(label, at(on, 16))
        papers.close(label, at(on, 17))
    nobody = "documents.incoming-brought-back-by-nobody"
    papers.register(d(7, 28), "会议材料", meeting="市人大常委会工作会议", hour=14, expect=nobody)
    papers.register(d(7, 28), "会议材料", brought_by="p022", hour=15, expect=nobody)
    papers.register(d(7, 28), "会议材料", meeting="工作会议", brought_by="p033", hour=16, expect=INVALID)


def _instructed(papers: Papers) -> None:
    """Instructions create tasks in the same breath, are corrected, and refer to a further leader (A18)."""
    at = papers.plan.at

    def order(department: str, owner: str, due: date, *co_owners: str) -> dict[str, Any]:
        return {
            "department": department, "owner": owner, "co_owners": co_owners, "due": due,
            "title": "按批示研究提出意见", "content": "形成书面意见报常委会领导",
        }  # fmt: skip

    def done(answer: str, index: int, on: date, owner: str, looked: date) -> None:
        task = {"task": f"@{answer}/tasks/{index}"}
        plan = papers.plan
        plan.do(at(on, 16), owner, "documents.report-task-done", note="已报送书面意见", **task)
        plan.do(at(looked, 10), CLERK, "documents.verify-task", **task)

    label = papers.register(d(7, 15), "关于群众反映集中问题的专报", urgency="urgent", copies=2)
    papers.propose(label, at(d(7, 15), 10), "deputy-chair-3")
    papers.propose(label, at(d(7, 15), 11), "deputy-chair-2")  # said again before the leader has spoken
    impossible = [order("budget", "p027", d(7, 14))]
    papers.instruct(
        label, at(d(7, 15), 14), "deputy-chair-2", tasks=impossible, expect="documents.task-due-in-the-past"
    )
    papers.instruct(
        label, at(d(7, 15), 14, 10), "deputy-chair-2", tasks=[order("budget", "p024", d(7, 31))], expect=INVALID
    )
    first = papers.instruct(
        label,
        at(d(7, 15), 15),
        "deputy-chair-2",
        refer_to="chair",
        tasks=[order("budget", "p027", d(7, 31), "finance-economy")],
    )
    second = papers.instruct(
        label, at(d(7, 16), 9), "chair", by="p058", text="同意,抓紧办理。", tasks=[order("social", "p044", d(8, 5))]
    )
    fix: dict[str, Any] = {"instruction": 1, "text": "请预算工委牵头阅办。", "reason": "更正承办单位表述"}
    papers.do(label, at(d(7, 16), 10), "p004", "correct-instruction", expect=FORBIDDEN, **fix)
    papers.do(label, at(d(7, 16), 11), "p003", "correct-instruction", **fix)
    papers.do(label, at(d(7, 17), 9), "p003", "correct-instruction", **(fix | {"reason": "再次更正"}))
    papers.do(label, at(d(7, 17), 10), CLERK, "order-incoming-task", answer=f"{label}o", instruction=2,
              **order("research", "p053", d(8, 7)))  # fmt: skip
    papers.do(label, at(d(7, 17), 11), CLERK, "order-incoming-task", instruction=3,
              expect="documents.incoming-no-such-instruction", **order("research", "p053", d(8, 7)))  # fmt: skip
    done(first, 0, d(7, 31), "p027", d(8, 3))
    done(second, 1, d(8, 6), "p044", d(8, 7))  # a day late
    papers.close(label, at(d(8, 10), 9))  # nobody had to read it; what was ordered goes on
    twice = papers.register(d(9, 1), "关于防汛工作的紧急通知", urgency="express", secrecy="secret")
    papers.propose(twice, at(d(9, 1), 10), "secretary-general")
    both = [order("agriculture", "p030", d(9, 11)), order("agriculture", "p030", d(9, 11), "urban-environment")]
    papers.instruct(twice, at(d(9, 1), 11), "secretary-general", tasks=both)  # nobody does either
    papers.do(twice, at(d(9, 1), 14), CHAIR, "order-incoming-task", answer=f"{twice}o", instruction=1,
              **order("deputies", "p047", d(9, 20)))  # fmt: skip


def _left_lying(papers: Papers) -> None:
    """Waits for the director, then for the leader, who are urged (A18)."""
    at = papers.plan.at
    label = papers.register(d(7, 29), "关于征求立法意见的函", urgency="urgent")
    papers.propose(label, at(d(8, 3), 16), "deputy-chair-4")
    papers.instruct(label, at(d(8, 7), 16), "deputy-chair-4")
    papers.close(label, at(d(8, 10), 16))


def _refused(papers: Papers) -> None:
    at = papers.plan.at
    papers.register(d(7, 23), "x", by="p008", expect=FORBIDDEN)
    papers.register(d(7, 23), "x", received=d(7, 24), expect="documents.incoming-received-in-the-future")
    label = papers.register(d(7, 23), "关于报送材料的通知")
    papers.instruct(label, at(d(7, 23), 10), "chair", expect=INCOMING_NOT_OPEN)
    papers.start(label, at(d(7, 23), 10, 5), ("p024",), expect=INCOMING_NOT_OPEN)
    papers.propose(label, at(d(7, 23), 10, 10), "chair", by=CLERK, expect=FORBIDDEN)
    papers.propose(label, at(d(7, 23), 10, 15), "head-budget", expect=INVALID)
    papers.propose(label, at(d(7, 23), 10, 20), "chair")
    papers.instruct(label, at(d(7, 23), 10, 25), "chair", by="p004", expect=FORBIDDEN)
    papers.instruct(label, at(d(7, 23), 10, 30), "chair")
    papers.propose(label, at(d(7, 23), 10, 35), "chair", expect=INCOMING_NOT_OPEN)
    papers.start(label, at(d(7, 23), 10, 40), ("p024",), by="p022", expect=FORBIDDEN)
    papers.start(label, at(d(7, 23), 10, 45), ("p033",), expect=INVALID)  # who has left
    papers.start(label, at(d(7, 23), 11), ("p024",))
    papers.read(label, at(d(7, 23), 12), "p024", by="p022", expect=FORBIDDEN)
    papers.read(label, at(d(7, 24), 9), "p024")  # on the way until the clerk has it
    papers.close(label, at(d(7, 24), 10), expect="documents.incoming-copies-out")
