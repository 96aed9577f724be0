"""The discipline group (A1): anybody reports, its members alone see and decide."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tests.permissions.words import JULY, row
from tests.permissions.world import Diary

HEAD = "p007"


def prepare(diary: Diary) -> None:
    """A report that has come in, a case that is looked into, one that was concluded, one that was published."""

    def latest(made: Mapping[str, object]) -> str:
        world = diary.world
        answer = json.loads(world.call("party.list-discipline-cases", world.token(HEAD), {}).body)
        return str(answer["items"][0]["id"])

    for n, label in enumerate(("received", "opened", "concluded", "published")):
        at = f"07-02T{n + 10}"
        told = {"against": "p038", "matter": "反映其报销私人费用", "signed": True}
        diary.do(f"{at}:00", "p028", "party.file-discipline-report", **told)
        diary.name(f"case-{label}", f"{at}:10", latest)
    diary.do("07-03T09:00", HEAD, "party.open-discipline-case", case="@case-opened")
    circular = {"outcome": "circular", "conclusion": "查实"}
    for label in ("concluded", "published"):
        diary.do("07-03T09:10", HEAD, "party.conclude-discipline-case", case=f"@case-{label}", **circular)
    diary.do("07-03T09:20", HEAD, "party.publish-discipline-outcome", case="@case-published", notice="给予通报批评")


GROUP = "discipline-member"
ROWS = (
    row("party.file-discipline-report", "everybody", against="p038", matter="反映其报销私人费用"),
    row("party.open-discipline-case", GROUP, case="@case-received"),
    row("party.note-discipline-finding", GROUP, case="@case-opened", finding="已调取凭证"),
    row("party.conclude-discipline-case", GROUP, case="@case-opened", outcome="unfounded", conclusion="不实"),
    row("party.publish-discipline-outcome", GROUP, case="@case-concluded", notice="给予通报批评"),
    row("party.recuse-from-case", GROUP, case="@case-received", reason="与被反映人有亲属关系"),
    row("party.get-discipline-case", GROUP, case="@case-opened"),
    row("party.list-discipline-cases", GROUP),
    row("party.list-discipline-outcomes", "everybody"),
    row("party.export-discipline-outcomes", GROUP, **JULY),
)
