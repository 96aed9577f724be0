"""The yearly evaluation (B7): carried out by the branch's secretaries and organiser, a form seen by its member."""

from __future__ import annotations

from datetime import UTC, date, datetime

from services.kernel.domain.aggregate import Act
from services.party.evaluation import events as e
from services.party.evaluation.form import Form, form_id
from services.party.evaluation.round import NEXT, Round, Step, round_id
from tests.permissions.words import JULY, P, row
from tests.permissions.world import Diary, World

CONTENTS = ("conviction", "line", "reform", "discipline", "people")
ANSWERS = [{"content": content, "text": "对照检查"} for content in CONTENTS]
DUE = date(2026, 12, 31)
TO_START, TO_STUDY, TO_ANSWER, TO_ADVANCE, TO_COUNT, TO_EXAMINE = 2020, 2021, 2022, 2023, 2024, 2025
TO_COMMEND, TO_HANDLE, TO_CLOSE = 2017, 2018, 2019
"""A year for each step, with p027 as its one member, or of two where there is something to count."""


def prepare(diary: Diary) -> None:
    diary.name("evaluations", "06-20T08:30", lambda made: _years(diary.world))


def _years(world: World) -> str:
    act = Act(at=datetime(2026, 6, 20, 0, 30, tzinfo=UTC), day=date(2026, 6, 20), actor="p006")
    app = world.embedded.services["party"].app
    for year, step in (
        (TO_START, Step.DUE), (TO_STUDY, Step.STUDY), (TO_ANSWER, Step.SELF), (TO_ADVANCE, Step.SELF),
        (TO_COUNT, Step.MUTUAL), (TO_EXAMINE, Step.EXAMINATION), (TO_COMMEND, Step.HANDLING),
        (TO_HANDLE, Step.HANDLING), (TO_CLOSE, Step.HANDLING),
    ):  # fmt: skip
        whole, form = Round(round_id(year)), Form(form_id(year, P))
        whole.open(act, year=year, person="p006", department="leadership", due=DUE)
        if step != Step.DUE:
            whole.start(act, contents=CONTENTS, members=1)
            form.open(act, year=year, person=P, department="budget", group="", capacities=["member"])
        if step not in (Step.DUE, Step.STUDY):
            whole.study(act, on=act.day, topic="党章", present=[P])
        if year != TO_ANSWER and step not in (Step.DUE, Step.STUDY):
            form.trigger(e.SelfAssessed, act, contents=CONTENTS, texts=("对照检查",) * 5)
        while step in (*NEXT, *NEXT.values()) and whole.status != step:
            whole.advance(act, unfinished=[])
        if step == Step.HANDLING:
            result = "excellent" if year == TO_COMMEND else "unqualified"
            form.trigger(e.MemberExamined, act, result=result, opinion="综合评定")
        if year == TO_CLOSE:
            form.trigger(e.MemberHandled, act, handling="talk", note="谈话")
        other = Form(form_id(year, "p028"))
        if year == TO_COUNT:
            other.open(act, year=year, person="p028", department="budget", group="", capacities=["member"])
        app.record(lambda tx, made=(whole, form, other): tx.append(*made))
    return "made"


SECRETARIES = "secretary-general office-director"
KEEPERS = f"organiser {SECRETARIES}"
COMMITTEE = f"{KEEPERS} discipline-member auditor"
"""The branch committee's members among the callers, and the auditor, who reads."""
SECRETARY_OF_GROUP = ("chair",)
"""Of the Party group; whoever stands in for the chair is none for that."""


def of(year: int) -> dict[str, object]:
    return {"year": year, "person": P}


ROWS = (
    row("party.start-evaluation", KEEPERS, year=TO_START),
    row("party.record-evaluation-study", KEEPERS, year=TO_STUDY, on="2026-07-08", topic="党章", present=[P]),
    row("party.advance-evaluation", KEEPERS, year=TO_ADVANCE),
    row("party.close-evaluation", SECRETARIES, year=TO_CLOSE),
    row("party.get-evaluation", "everybody", year=TO_CLOSE),
    row("party.list-evaluations", "everybody"),
    row("party.submit-self-assessment", "self", answers=ANSWERS, **of(TO_ANSWER)),
    row(
        "party.record-mutual-assessment", KEEPERS,
        capacity="member", on="2026-07-08", counts=[{"result": "qualified", "votes": 1}], **of(TO_COUNT),
    ),
    row("party.examine-member", SECRETARIES, result="qualified", opinion="综合评定", **of(TO_EXAMINE)),
    row("party.excuse-member", SECRETARIES, reason="长期病假", **of(TO_COUNT)),
    row("party.commend-member", SECRETARIES, **of(TO_COMMEND)),
    row("party.handle-member", SECRETARIES, handling="talk", note="谈话教育", **of(TO_HANDLE)),
    row("party.end-handling", SECRETARIES, improved=True, note="已改正", **of(TO_CLOSE)),
    row("party.get-form", f"self {COMMITTEE}", "", SECRETARY_OF_GROUP, **of(TO_CLOSE)),
    row("party.list-forms", COMMITTEE, "", SECRETARY_OF_GROUP),
    row("party.list-forms", f"self {COMMITTEE}", "one's own", SECRETARY_OF_GROUP, person=P),
    row("party.export-forms", COMMITTEE, "", SECRETARY_OF_GROUP, **JULY),
)  # fmt: skip
