"""Meetings (A17, B2, B11.4): the office hosts them, each kind names who proposes and who sets the agenda."""

from __future__ import annotations

from tests.permissions.words import BUDGET, JULY, OFFICE, TOP, P, row
from tests.permissions.world import World

HOSTS = f"{OFFICE} chair secretary-general"
RECORDER = f"self {OFFICE}"
LEADERS = ("supervisor of another department",)
"""p004, a deputy chair; the chair, who stands in for them and the supervisor are of the Party group as well."""
GROUP = ("supervisor", "supervisor's stand-in", "secretary-general", *LEADERS)
HEADS = ("head of another department",)
PLACE = {"start": "09:00", "place": "二楼会议室"}
CHAIRPERSONS = ["p002", "p003", "p004", "p005", "p006", "p058"]
ORDER = {**BUDGET, "owner": "p027", "title": "整改落实", "due": "2026-08-14"}


def prepare(world: World) -> None:
    """One that is called, one of the Party group, one that was held, one whose minutes are filed; p027 records them."""
    for label, kind, on in (
        ("meeting", "chairpersons", "07-20"),
        ("todays-meeting", "chairpersons", "07-08"),
        ("group-meeting", "party-group", "07-20"),
        ("held-meeting", "chairpersons", "07-06"),
        ("minuted-meeting", "chairpersons", "07-06"),
        ("group-held", "party-group", "07-06"),
    ):
        _called(world, label, kind, f"2026-{on}")
    for label, present in (("held-meeting", CHAIRPERSONS), ("minuted-meeting", CHAIRPERSONS), ("group-held", ["p002"])):
        came = {"meeting": f"@{label}", "presided_by": "p002", "present": present}
        world.do("07-06T17:00", "p011", "documents.hold-meeting", **came)
    for label in ("minuted-meeting", "group-held"):
        world.do("07-07T09:00", "p027", "documents.file-minutes", meeting=f"@{label}", text="会议记录")
    decided = {"meeting": "@held-meeting", "item": 1, "form": "decision", "title": "决定", "text": "同意"}
    world.make("resolution", "07-07T09:00", "p027", "documents.adopt-resolution", **decided)
    for label in ("material", "handed-material"):
        owed = {"meeting": "@meeting", "title": label, "person": "p027", "due": "2026-07-17"}
        world.make(label, "07-07T09:00", "p011", "documents.demand-material", **owed)
    world.do("07-07T10:00", "p027", "documents.hand-in-material", material="@handed-material")


def _called(world: World, label: str, kind: str, on: str) -> None:
    fields = {"kind": kind, "title": label, "on": on, **PLACE, "recorder": "p027"}
    world.make(label, "07-02T09:00", "p011", "documents.call-meeting", **fields)
    proposer = "p026" if kind == "chairpersons" else "p002"
    topic = {"meeting": f"@{label}", **BUDGET, "title": "议题"}
    world.do("07-02T10:00", proposer, "documents.propose-topic", **topic)
    world.do("07-02T11:00", "p002", "documents.set-agenda", meeting=f"@{label}", items=[1])


CALLED = {"kind": "chairpersons", "title": "主任会议", "on": "2026-07-20", **PLACE}
TOPIC = {**BUDGET, "title": "议题"}
HELD = {"meeting": "@todays-meeting", "presided_by": "p002", "present": CHAIRPERSONS}
DECIDED = {"form": "decision", "title": "决定", "text": "同意"}
OF_BUDGET = f"self colleague head {OFFICE} {TOP}"

ROWS = (
    row("documents.call-meeting", HOSTS, **CALLED),
    row("documents.move-meeting", HOSTS, meeting="@meeting", on="2026-07-21", **PLACE, reason="会场另有安排"),
    row("documents.cancel-meeting", HOSTS, meeting="@meeting", reason="合并召开"),
    row("documents.invite-to-meeting", HOSTS, meeting="@meeting", people=["p022"]),
    row("documents.name-recorder", HOSTS, meeting="@meeting", recorder="p012"),
    row(
        "documents.propose-topic", f"head supervisor {HOSTS}", "chairperson's meeting", (*LEADERS, *HEADS),
        meeting="@meeting", **TOPIC,
    ),
    row("documents.propose-topic", "chair", "Party group", GROUP, meeting="@group-meeting", **TOPIC),
    row("documents.set-agenda", "chair secretary-general", "chairperson's meeting", meeting="@meeting", items=[1]),
    row(
        "documents.set-agenda", "chair", "Party group", (), ("chair's stand-in",),
        meeting="@group-meeting", items=[1],
    ),
    row("documents.withdraw-topic", OFFICE, "", ("head",), meeting="@meeting", item=1, reason="材料未备齐"),
    row("documents.defer-topic", "chair secretary-general", meeting="@meeting", item=1, reason="下次研究"),
    row("documents.hold-meeting", f"self {HOSTS}", **HELD),
    row(
        "documents.correct-attendance", f"self {HOSTS}",
        meeting="@held-meeting", person="p003", state="on-leave", reason="事前已请假",
    ),
    row("documents.collect-records", "clerk", meeting="@minuted-meeting"),
    row("documents.get-meeting", "everybody", meeting="@meeting"),
    row("documents.list-meetings", "everybody"),
    row("documents.export-meetings", f"{OFFICE} {TOP}", **JULY),
    row("documents.export-attendance", f"self {OFFICE} {TOP}", meeting="@held-meeting"),
    # minutes
    row("documents.file-minutes", RECORDER, meeting="@held-meeting", text="会议记录"),
    row("documents.correct-minutes", RECORDER, meeting="@minuted-meeting", text="会议记录(更正)", reason="笔误"),
    row(
        "documents.get-minutes", f"self head supervisor {OFFICE} {TOP}", "chairperson's meeting", (*LEADERS, *HEADS),
        meeting="@minuted-meeting",
    ),
    row("documents.get-minutes", f"self chair {OFFICE}", "Party group", GROUP, meeting="@group-held"),
    row("documents.list-minutes", f"{OFFICE} {TOP}"),
    row("documents.export-minutes", f"{OFFICE} {TOP}", **JULY),
    # resolutions
    row("documents.adopt-resolution", RECORDER, meeting="@held-meeting", item=1, **DECIDED),
    row("documents.order-resolution-task", HOSTS, resolution="@resolution", order=ORDER),
    row("documents.get-resolution", "everybody", resolution="@resolution"),
    row("documents.list-resolutions", "everybody"),
    row("documents.export-resolutions", f"{OFFICE} {TOP}", **JULY),
    # materials
    row("documents.demand-material", OFFICE, meeting="@meeting", title="汇报稿", **BUDGET, due="2026-07-17"),
    row("documents.hand-in-material", f"self colleague head {OFFICE}", material="@material"),
    row("documents.return-material", OFFICE, material="@handed-material", reason="缺数据"),
    row("documents.waive-material", OFFICE, material="@material", reason="并入另一材料"),
    row("documents.get-material", OF_BUDGET, material="@material"),
    row("documents.list-materials", OF_BUDGET, "of a person", person=P),
    row("documents.list-materials", OF_BUDGET, "of a department", **BUDGET),
    row("documents.list-materials", f"{OFFICE} {TOP}", "of the organ"),
    row("documents.export-materials", f"{OFFICE} {TOP}", **JULY),
)  # fmt: skip
