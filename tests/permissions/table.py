"""Who may do what, as the office's rule books and its posts say it: the permission matrix's own, independent list.

A row is an operation, about p027 of the budget commission unless it says otherwise, and whom it takes (`words`).
Nothing here is read from the operations' declarations; an operation without a row fails the test. A procedure's own
rows stand in `procedures/<name>.py` with the making of the records that they are about; they are found there.
"""

from __future__ import annotations

from tests.permissions import procedures
from tests.permissions.words import (
    ALL_OBLIGATIONS,
    BUDGET,
    DRAFTERS,
    JULY,
    KEEPERS,
    LINE,
    OF_BUDGET,
    OFFICE,
    READERS,
    TOP,
    WHEN,
    D,
    P,
    Row,
    row,
)

ROLES = [{"id": "singer", "zh": "队员", "en": "Singer"}]

DIRECTORY = (
    # people
    row("directory.get-person", READERS, person=P),
    row("directory.list-people", READERS),
    row("directory.get-person-file", f"self {LINE} {KEEPERS}", person=P),
    row("directory.hire-person", KEEPERS, name="阮三七", number="9001", work_since="2020-01-01", day=WHEN, **BUDGET),
    row("directory.move-person", KEEPERS, person=P, department="research", day=WHEN),
    row("directory.leave-service", KEEPERS, person=P, day="2026-12-01"),
    row(
        "directory.correct-details", KEEPERS,
        person=P, name="汪麦冬", number="2189", work_since="2014-07-06", reason="档案更正",
    ),
    row("directory.take-residency-duty", KEEPERS, person=P, day=WHEN),
    row("directory.give-up-residency-duty", KEEPERS, person="p029", day=WHEN),
    # departments
    row("directory.get-department", READERS, **BUDGET),
    row("directory.list-departments", READERS),
    row("directory.open-department", KEEPERS, department="files", zh="档案科", en="Files", kind="section", day=WHEN),
    row("directory.rename-department", KEEPERS, **BUDGET, zh="预算工委", en="Budget", day=WHEN),
    row("directory.assign-supervision", KEEPERS, **BUDGET, leader_post="deputy-chair-4", day=WHEN),
    row("directory.merge-department", KEEPERS, **BUDGET, into="finance-economy", day=WHEN),
    row("directory.close-department", KEEPERS, department="vacant", day=WHEN),
    # posts
    row("directory.get-post", READERS, post="head-budget"),
    row("directory.list-posts", READERS),
    row("directory.create-post", KEEPERS, post="aide", zh="秘书", en="Aide", level="staff", day=WHEN, **BUDGET),
    row("directory.abolish-post", KEEPERS, post="idle", day=WHEN),
    row("directory.appoint-holder", KEEPERS, post="idle", person=P, day=WHEN),
    row("directory.relieve-holder", KEEPERS, post="union-chair", person="p017", day=WHEN),
    # Only the holder lets somebody stand in: never the stand-in. The row is about the head's post.
    row(
        "directory.give-delegation", KEEPERS, "of the head's post", ("head",),
        post="head-budget", deputy=P, start="2026-09-01", to="2026-09-05",
    ),
    row("directory.end-delegation", KEEPERS, "of the head's post", ("head",), post="head-budget", number=1, day=WHEN),
    # bodies
    row("directory.get-body", READERS, body="party-group"),
    row("directory.list-bodies", READERS),
    row("directory.form-body", KEEPERS, body="choir", zh="合唱队", en="Choir", roles=ROLES, day=WHEN),
    row("directory.dissolve-body", KEEPERS, body="conduct-group", day=WHEN),
    row("directory.join-body", KEEPERS, body="conduct-group", person=P, role="member", day=WHEN),
    row("directory.leave-body", KEEPERS, body="conduct-group", person="p008", day=WHEN),
    # registers
    row("directory.get-organ", READERS),
    row("directory.list-changes", f"{KEEPERS} auditor"),
    row("directory.export-directory", f"{KEEPERS} auditor"),
)  # fmt: skip

SLIP = {"person": P, "kind": "sick", "start": "2026-09-21", "end": "2026-09-21"}
MAY = {"month": "2026-05", **BUDGET}
SHEET_READERS = f"colleague {LINE} {OFFICE} {TOP}"
DAY_READERS = f"self {LINE} {OFFICE} {TOP}"

ATTENDANCE = (
    # leave (A15): asking is one's own, the clerk takes down a written slip; deciding follows the route, step by step
    row("attendance.request-leave", "self clerk", **SLIP),
    row("attendance.withdraw-leave", "self clerk", leave="@asked"),
    row("attendance.approve-leave", "head", "up to a day", leave="@asked"),
    row("attendance.approve-leave", "supervisor", "up to three days, after the head", leave="@endorsed"),
    row("attendance.approve-leave", "chair", "longer, after the supervising leader", leave="@endorsed-twice"),
    row("attendance.approve-leave", "chair", "of the stand-in", (), ("chair's stand-in",), leave="@stand-in's"),
    row("attendance.reject-leave", "head", "up to a day", leave="@asked", reason="工作安排不开"),
    row("attendance.reject-leave", "supervisor", "up to three days", leave="@endorsed", reason="工作安排不开"),
    row("attendance.reject-leave", "chair", "longer", leave="@endorsed-twice", reason="工作安排不开"),
    row("attendance.register-return", OFFICE, leave="@approved"),
    row("attendance.revoke-leave", OFFICE, leave="@approved", reason="未实际休假"),
    row("attendance.get-leave", DAY_READERS, leave="@asked"),
    row("attendance.get-leave", f"{DAY_READERS}", "the chair is on its route", leave="@endorsed-twice"),
    row("attendance.list-leave", DAY_READERS, "of a person", person=P),
    row("attendance.list-leave", f"{LINE} {OFFICE} {TOP}", "of a department", **BUDGET),
    row("attendance.list-leave", f"{OFFICE} {TOP}", "of the organ"),
    row("attendance.list-waiting-leave", "everybody"),
    row("attendance.export-leave", f"{OFFICE} {TOP}", start="2026-07-01", end="2026-07-31"),
    # annual leave (A16)
    row("attendance.get-entitlement", DAY_READERS, year=2026, person=P),
    row("attendance.export-entitlements", f"{OFFICE} {TOP}", year=2026),
    row("attendance.list-entitlements", f"{OFFICE} {TOP}", year=2026),
    # punches and marks (A14)
    row("attendance.correct-punch", OFFICE, person=P, on="2026-07-03", times=["08:50", "18:05"], reason="忘打卡"),
    row("attendance.mark-day", f"head {OFFICE}", person=P, on="2026-07-03", state="trip"),
    row("attendance.withdraw-day-mark", f"head {OFFICE}", person=P, on="2026-07-06", state="trip", reason="未出差"),
    row("attendance.get-day", DAY_READERS, person=P, on="2026-07-06"),
    row("attendance.export-punches", f"{LINE} {OFFICE} {TOP}", **BUDGET, start="2026-07-01", end="2026-07-31"),
    row("attendance.list-days", DAY_READERS, person=P, start="2026-07-01", end="2026-07-31"),
    row("attendance.import-punches", f"{OFFICE} system", file="1_attlog.dat", content="@punches"),
    row("attendance.list-imports", f"{OFFICE} auditor"),
    row("attendance.get-import-template", "everybody"),
    # monthly sheets (A14): the department compiles, its head hands in, the office takes over
    row("attendance.compile-sheet", "colleague head clerk", month="2026-06", **BUDGET),
    row("attendance.submit-sheet", "head supervisor", **MAY),
    row("attendance.accept-sheet", OFFICE, month="2026-04", **BUDGET),
    row("attendance.return-sheet", OFFICE, month="2026-04", **BUDGET, reason="缺项"),
    row(
        "attendance.correct-sheet", OFFICE,
        month="2026-03", **BUDGET, person=P, on="2026-03-10", states=[{"half": "am", "state": "late"}], reason="核对",
    ),
    row("attendance.get-sheet", SHEET_READERS, **MAY),
    row("attendance.export-sheet", SHEET_READERS, **MAY),
    row("attendance.list-sheets", SHEET_READERS, "of a department", **BUDGET),
    row("attendance.list-sheets", f"{OFFICE} {TOP}", "of the organ"),
)  # fmt: skip

MONITORS = "secretary-general office-director"
"""The conduct group's members among the callers."""
VISITOR = {"visitor": "来访群众", "matter": "咨询代表建议办理"}
STRAY = {"reason": "登记有误"}
TOWN = {**BUDGET, "township": "yunqiao", "on": "2026-07-07"}

OFFICE_AFFAIRS = (
    # housekeeping (A21, A22, B12): the office cleans and inspects; a measure is seen by those it is about
    row("documents.record-cleaning", OFFICE, on="2026-07-07", departments=[D]),
    row("documents.get-cleaning", "everybody", month="2026-07"),
    row("documents.list-cleanings", "everybody"),
    row(
        "documents.record-inspection", OFFICE,
        on="2026-07-07", inspectors=["p011"], departments=[D], findings=[{"person": P, "requirements": ["desks"]}],
    ),
    row("documents.get-inspection", f"{OFFICE} {TOP}", inspection="@inspection"),
    row("documents.list-inspections", f"{OFFICE} {TOP}"),
    row("documents.withdraw-measure", "office-director", conduct="@conduct", number=1, reason="认定有误"),
    row("documents.get-measure", DAY_READERS, conduct="@conduct", number=1),
    row("documents.list-measures", DAY_READERS, "of a person", person=P),
    row("documents.list-measures", f"{LINE} {OFFICE} {TOP}", "of a department", **BUDGET),
    row("documents.list-measures", f"{OFFICE} {TOP}", "of the organ"),
    row("documents.export-inspections", f"{OFFICE} {TOP}", **JULY),
    # visitors (B13): whoever was asked first answers; the conduct group looks into complaints
    row("documents.receive-visit", "self clerk", person=P, on="2026-07-08", **VISITOR),
    row("documents.guide-visitor", "self", visit="@visit", to_department="finance-economy"),
    row("documents.promise-answer", "self", visit="@visit", due="2026-07-15", promise="核实后答复"),
    row("documents.settle-visit", "self clerk", visit="@visit", outcome="已答复"),
    row("documents.get-visit", DAY_READERS, visit="@visit"),
    row("documents.list-visits", DAY_READERS, "of a person", person=P),
    row("documents.list-visits", f"{LINE} {OFFICE} {TOP}", "of a department", **BUDGET),
    row("documents.list-visits", f"{OFFICE} {TOP}", "of the organ"),
    row("documents.export-visits", f"{OFFICE} {TOP}", **JULY),
    row("documents.file-complaint", f"{OFFICE} secretary-general", against=P, on="2026-07-07", matter="态度生硬"),
    row("documents.uphold-complaint", MONITORS, complaint="@complaint", finding="属实"),
    row("documents.dismiss-complaint", MONITORS, complaint="@complaint", finding="不属实"),
    row("documents.get-complaint", f"{OFFICE} {TOP}", complaint="@complaint"),
    row("documents.list-complaints", f"{OFFICE} {TOP}"),
    row("documents.record-lapse", MONITORS, person=P, year=2026, on="2026-07-07", note="推诿"),
    row("documents.withdraw-lapse", MONITORS, person=P, year=2026, number=1, **STRAY),
    row("documents.get-service-year", DAY_READERS, person=P, year=2026),
    # research articles (A13, B9.2): the article is p028's, so that the head may decide on it
    row(
        "documents.submit-article", "colleague head",
        **BUDGET, year=2026, authors=["p028"], title="调研", body="正文",
    ),
    row("documents.revise-article", "colleague head", article="@returned-article", title="调研", body="修改稿"),
    row("documents.approve-article", "head supervisor", article="@article"),
    row("documents.return-article", "head supervisor", article="@article", reason="数据需核实"),
    row("documents.publish-article", OFFICE, article="@approved-article", publication="人大调研", on="2026-07-08"),
    row("documents.withdraw-article", "colleague head", article="@article", **STRAY),
    row("documents.get-article", OF_BUDGET, article="@article"),
    row("documents.list-articles", OF_BUDGET, "of a department", **BUDGET),
    row("documents.list-articles", f"{OFFICE} {TOP}", "of the organ"),
    row("documents.export-articles", f"{OFFICE} {TOP}", year=2026),
    # townships (A13): those who guide record it; the head and the office take errors back
    row("documents.record-guidance", "colleague head supervisor", **TOWN, people=[P], content="指导代表活动"),
    row("documents.withdraw-guidance", f"head {OFFICE}", guidance="@guidance", **STRAY),
    row("documents.get-guidance", OF_BUDGET, guidance="@guidance"),
    row("documents.list-guidance", OF_BUDGET, "of a department", **BUDGET),
    row("documents.list-guidance", f"{OFFICE} {TOP}", "of the organ"),
    row("documents.record-station", "colleague head supervisor", **TOWN, form="station", name="云桥联络站"),
    row("documents.close-station", f"head {OFFICE}", station="@station", on="2026-07-08", reason="合并"),
    row("documents.withdraw-station", f"head {OFFICE}", station="@station", **STRAY),
    row("documents.get-station", OF_BUDGET, station="@station"),
    row("documents.list-stations", OF_BUDGET, "of a department", **BUDGET),
    row("documents.list-stations", f"{OFFICE} {TOP}", "of the organ"),
    row("documents.export-townships", f"{OFFICE} {TOP}", **JULY),
)  # fmt: skip

THIRD = {"quarter": "2026-Q3"}

APPRAISAL = (
    # The scorecards are everybody's to see, with every number behind them (A34, A35); the policy is its makers'.
    row("appraisal.list-quarters", "everybody"),
    row("appraisal.list-scorecards", "everybody", **THIRD),
    row("appraisal.get-scorecard", "everybody", **THIRD, **BUDGET),
    row("appraisal.explain-rule", "everybody", **THIRD, **BUDGET, dimension="attendance", rule="presence"),
    row("appraisal.export-scorecards", "everybody", **THIRD),
    row("appraisal.draft-policy", "chair secretary-general office-director administrator system", policy="@policy"),
    row("appraisal.adopt-policy", "chair administrator system", number=2, effective="2026-Q4"),
    row("appraisal.get-policy", DRAFTERS, number=1),
    row("appraisal.list-policies", DRAFTERS),
    row("appraisal.try-policy", DRAFTERS, policy="@policy", quarters=["2026-Q3"]),
    row("appraisal.list-facts", f"self {LINE} {TOP} office-director administrator", "of a person", person=P),
    row("appraisal.list-facts", f"{LINE} {TOP} office-director administrator", "of a department", **BUDGET),
    row("appraisal.rebuild-facts", "auditor administrator"),
)

LEADERS = "chair secretary-general"
DOERS = "self colleague head"
OF_BUDGET = f"colleague {LINE} {OFFICE} {TOP}"
AFTER = {"department": D, "owner": "p028", "reason": "职责调整"}
CITY = {"level": "city", "publication": "每日信息"}

TASKS_AND_INFORMATION = (
    # tasks (A18, A34): office and leaders assign, the department carries out, the office verifies, leaders give time
    row(
        "documents.assign-task", f"{OFFICE} {LEADERS} supervisor",
        **BUDGET, owner=P, title="督办事项", source="plan", due="2026-08-31",
    ),
    row("documents.accept-task", DOERS, task="@task"),
    row("documents.report-progress", DOERS, task="@task", percent=40, note="在办"),
    row("documents.report-task-done", DOERS, task="@task", note="已办结"),
    row("documents.verify-task", OFFICE, task="@reported-task"),
    row("documents.return-task", OFFICE, task="@reported-task", reason="缺佐证"),
    row("documents.ask-extension", DOERS, task="@task", due="2026-09-10", reason="调研推迟"),
    row("documents.extend-task", f"supervisor {LEADERS}", task="@asked-task"),
    row("documents.refuse-extension", f"supervisor {LEADERS}", task="@asked-task", reason="按期办结"),
    row("documents.reassign-task", f"{OFFICE} {LEADERS}", task="@task", **AFTER),
    row("documents.cancel-task", f"{OFFICE} {LEADERS}", task="@task", reason="不再办理"),
    row("documents.get-task", f"self {OF_BUDGET}", task="@task"),
    row("documents.get-task", f"self {OF_BUDGET}", "with a co-owner", ("head of another department",), task="@shared"),
    row("documents.list-tasks", OF_BUDGET, "of a department", **BUDGET),
    row("documents.list-tasks", f"{OFFICE} {TOP}", "of the organ"),
    row("documents.export-tasks", f"{OFFICE} {TOP}", start="2026-07-01", end="2026-07-31"),
    # information (A34, B9.2): a department submits for itself, the office forwards and records what the levels took
    row("documents.submit-information", "colleague head", **BUDGET, authors=[P], title="预算动态", body="正文"),
    row("documents.edit-information", f"colleague head {OFFICE}", item="@item", title="预算动态", body="正文"),
    row("documents.forward-information", OFFICE, item="@item", level="city", to="市人大办公室"),
    row("documents.record-adoption", OFFICE, item="@item", **CITY, on="2026-07-06"),
    row("documents.withdraw-adoption", OFFICE, item="@adopted", **CITY, reason="登记有误"),
    row("documents.withdraw-information", "colleague head", item="@item", reason="数据有误"),
    row("documents.get-information", OF_BUDGET, item="@item"),
    row("documents.list-information", OF_BUDGET, "of a department", **BUDGET),
    row("documents.list-information", f"{OFFICE} {TOP}", "of the organ"),
    row("documents.get-information-quota", OF_BUDGET, **BUDGET, **THIRD),
    row("documents.export-information", f"{OFFICE} {TOP}", start="2026-07-01", end="2026-07-31"),
)  # fmt: skip


PAPER = {"sender": "市人大常委会", "title": "通知", "received": "2026-07-08"}
FIXED = {"sender": "市人大常委会", "title": "通知", "secrecy": "secret", "urgency": "urgent", "reason": "登记有误"}
ORDERED = {**BUDGET, "owner": P, "title": "督办事项", "due": "2026-08-31"}
OF_P = {"person": P}

INCOMING = (
    # incoming documents (A18, B11.1): only the clerk registers, the director proposes, the leader in charge instructs
    row("documents.register-incoming", "clerk", **PAPER),
    row("documents.correct-incoming", "clerk", document="@paper", **FIXED),
    row("documents.propose-handling", "office-director", document="@paper", leader_post="chair", proposal="请阅示"),
    row("documents.instruct-incoming", "supervisor chair", document="@proposed-paper", text="同意"),
    row(
        "documents.correct-instruction", "supervisor", "of the leader in charge",
        document="@instructed-paper", instruction=1, text="另议", reason="更正",
    ),
    row(
        "documents.order-incoming-task", f"{OFFICE} supervisor chair",
        document="@instructed-paper", instruction=1, **ORDERED,
    ),
    row("documents.close-incoming", OFFICE, document="@proposed-paper"),
    row("documents.get-incoming", "everybody", document="@paper"),
    row("documents.list-incoming", "everybody"),
    row("documents.export-incoming", f"{OFFICE} {TOP}", start="2026-07-01", end="2026-07-31"),
    # circulation (B11.2): the office distributes and takes back, a reader passes on; who has it is seen by theirs
    row("documents.start-circulation", OFFICE, document="@instructed-paper", readers=[P]),
    row("documents.add-readers", OFFICE, document="@read-paper", readers=["p029"]),
    row("documents.remove-reader", OFFICE, document="@read-paper", person="p030", reason="休假"),
    row("documents.pass-on-document", "self", document="@read-paper", **OF_P),
    row("documents.return-unread", "self", document="@read-paper", **OF_P, reason="外出"),
    row("documents.receive-copy", "clerk", document="@read-paper", copy_number=1),
    row("documents.hand-out-document", "clerk", document="@unread-paper", **OF_P),
    row("documents.ask-retention", "self", document="@read-paper", **OF_P, until="2026-07-20", reason="参阅"),
    row("documents.grant-retention", OFFICE, document="@kept-paper", **OF_P),
    row("documents.refuse-retention", OFFICE, document="@kept-paper", **OF_P, reason="他人待阅"),
    row("documents.withdraw-circulation", f"{OFFICE} {LEADERS}", document="@read-paper", reason="来文单位收回"),
    row("documents.get-circulation", f"self {OFFICE} {TOP}", "of a reader", document="@read-paper"),
    row("documents.get-reader", f"self {OFFICE} {TOP}", document="@read-paper", **OF_P),
    row("documents.list-circulations", f"{OFFICE} {TOP}"),
    row("documents.list-holders", f"self {OF_BUDGET}", "of a person", **OF_P),
    row("documents.list-holders", OF_BUDGET, "of a department", **BUDGET),
    row("documents.list-holders", f"{OFFICE} {TOP}", "of the organ"),
    row("documents.export-circulations", f"{OFFICE} {TOP}", start="2026-07-01", end="2026-07-31"),
)  # fmt: skip


def log_of(service: str, event_readers: str) -> tuple[Row, ...]:
    """What every service lets be done with its own log."""
    concerned = f"self colleague {LINE} {ALL_OBLIGATIONS}"
    return (
        row(f"{service}.list-events", "auditor administrator"),
        row(f"{service}.get-event", event_readers, position=f"@{service}-event"),
        row(f"{service}.verify-seal", "auditor administrator"),
        row(f"{service}.make-checkpoint", "auditor administrator system"),
        row(f"{service}.list-checkpoints", "auditor administrator"),
        row(f"{service}.rebuild-registers", "auditor administrator"),
        row(f"{service}.list-quarantine", "auditor administrator"),
        row(f"{service}.retry-quarantine", "auditor administrator"),
        row(f"{service}.list-obligations", concerned, "of a person", person=P),
        row(f"{service}.list-obligations", concerned, "of a department", **BUDGET),
        row(f"{service}.list-obligations", "everybody", "one's own"),
        row(f"{service}.tick", "system administrator"),
        row(f"{service}.list-citations", "everybody"),
    )


OF_P027 = f"self colleague {LINE} {TOP} office-director administrator"
ROWS = (
    *(row for module in procedures.found() for row in module.ROWS),
    *DIRECTORY, *log_of("directory", OF_P027),
    *ATTENDANCE, *log_of("attendance", OF_P027),
    *TASKS_AND_INFORMATION, *INCOMING, *OFFICE_AFFAIRS,
    *log_of("documents", f"colleague {LINE} {TOP} office-director administrator"),
    *APPRAISAL, *log_of("appraisal", f"{TOP} office-director administrator"),
)  # fmt: skip
