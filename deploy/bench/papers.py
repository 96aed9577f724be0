"""A full office for the benchmarks: years of documents, made by the operations that people use, each on its day.

Nothing is put into a register by hand: what the lists read follows from the log as in real service.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any

import msgspec

from deploy.bench.imports import as_csv
from deploy.bench.slips import FIRST, fill, past, workdays
from deploy.bench.world import CLERK, NOW, World, staff
from deploy.policy_import import adopt_policy
from deploy.serving import picture_of
from services.directory.picture import Picture
from services.kernel.procedure.context import Call
from services.kernel.rules.regulations import Choices

TODAY = NOW.date()
BEGIN = date(2026, 2, 2)
DUE = date(2026, 10, 30)
"""By when everything that is still open is due: all of it on one day, the worst that can happen to a clock."""
AT_ONCE = 32
DEPARTMENT, LEADER = "finance-economy", "deputy-chair-2"
"""Whose lists are looked at, and who leads it."""
CLASSES = ("secret", "confidential", "top-secret")


@dataclass(frozen=True)
class Amounts:
    """How many of each; the registers hold some more rows, for what belongs to them."""

    tasks: int = 12_000
    done: int = 2_000
    """Of the tasks; the others are open obligations."""
    incoming: int = 8_000
    waiting: int = 200
    """Of the incoming documents: nobody has proposed anything yet. The others are closed."""
    information: int = 45_000
    seals: int = 10_000
    visits: int = 5_000
    inspections: int = 1_500
    guidance: int = 5_000
    circulations: int = 400
    readers: int = 200
    """Of one circulation; the others have ten."""
    slips: int = 2_000
    punches: int = 100_000
    """Rows of a machine's file, two punches each."""

    @classmethod
    def quick(cls) -> Amounts:
        return cls(
            tasks=240, done=40, incoming=320, waiting=40, information=640, seals=240, visits=96, inspections=48,
            guidance=96, circulations=12, readers=70, slips=50, punches=2_000,
        )  # fmt: skip


class Office:
    """Deeds of one day at a time, all of a day at once from many windows."""

    def __init__(self, world: World, amounts: Amounts) -> None:
        self.world, self.amounts = world, amounts
        self._hire(max(0, amounts.readers - 40))
        self.picture: Picture = picture_of(world.embedded)
        self.staff = [one.id for one in self.picture.people() if self.picture.stays(one.id, BEGIN)]
        self.departments = [one.id for one in self.picture.departments(BEGIN)]
        self.townships = world.embedded.office.rules.value("townships.townships", BEGIN, Choices).ids
        self._at = NOW

    def fill(self) -> None:
        days = list(workdays(self.world, BEGIN, TODAY))
        amounts = self.amounts
        chains: list[tuple[Callable[[int], object], int]] = [
            (self._incoming, amounts.incoming - amounts.circulations - 1),
            (self._information, amounts.information),
            (self._seal, amounts.seals),
            (self._task, amounts.tasks),
            (self._visit, amounts.visits),
            (self._inspection, amounts.inspections),
            (self._guidance, amounts.guidance),
        ]
        with ThreadPoolExecutor(AT_ONCE) as windows:
            for number, day in enumerate(days):
                self._at = datetime.combine(day, time(2), UTC)
                share = [(number * wanted // len(days), (number + 1) * wanted // len(days)) for _, wanted in chains]
                deeds = [
                    (do, n) for (do, _), (first, end) in zip(chains, share, strict=True) for n in range(first, end)
                ]
                list(windows.map(lambda deed: deed[0](deed[1]), deeds))
            self._at = NOW
            list(windows.map(self._circulation, range(amounts.circulations)))
        self._many_readers()

    def attend(self) -> None:
        """Leave, and what the machines wrote; and the policy by which facts are scored."""
        adopt_policy(lambda operation: self.world.do("system", operation))
        fill(self.world, past(self.world, staff(FIRST.isoformat())), self.amounts.slips)
        content = base64.b64encode(as_csv(self.amounts.punches)).decode()
        self._do(CLERK, "attendance.import-punches", file="machine.csv", content=content)

    # -- the deeds ----------------------------------------------------------------------------------------------------

    def _incoming(self, n: int) -> dict[str, Any]:
        secrecy = CLASSES[n // 20 % 3] if n % 20 == 0 else "ordinary"
        document = self._register(n, secrecy, 1)
        if n < self.amounts.incoming - self.amounts.waiting:
            self._propose(document["id"], instruct=n % 12 == 0)
            self._do(CLERK, "documents.close-incoming", document=document["id"], note="已办结")
        return document

    def _register(self, n: int, secrecy: str, copies: int) -> dict[str, Any]:
        return self._do(
            CLERK,
            "documents.register-incoming",
            sender=f"来文单位{n % 40}",
            title=f"关于第{n}号事项的通知",
            content="请研究办理。",
            secrecy=secrecy,
            copies=copies,
            received=self.day.isoformat(),
        )

    def _propose(self, document: str, *, instruct: bool) -> None:
        by = self._holder("head-office")
        self._do(by, "documents.propose-handling", document=document, leader_post=LEADER, proposal="请分管领导阅示")
        if instruct:
            self._do(self._holder(LEADER), "documents.instruct-incoming", document=document, text="请有关部门阅办")

    def _information(self, n: int) -> None:
        person, department = self._somebody(n)
        item = self._do(
            person,
            "documents.submit-information",
            department=department,
            authors=[person],
            title=f"第{n}期基层情况",
            body="略",
        )
        if n % 6 == 0:
            adopted = {"level": ("district", "city")[n % 2], "publication": "每日要情", "on": self.day.isoformat()}
            self._do(CLERK, "documents.record-adoption", item=item["id"], **adopted)

    def _seal(self, n: int) -> None:
        person, department = self._somebody(n)
        asked = {"department": department, "seal": "office", "title": f"第{n}号函", "purpose": "联系工作"}
        use = self._do(person, "documents.request-seal-use", **asked)["id"]
        if n % 3:
            self._do(self._holder("chair"), "documents.approve-seal-use", use=use)
        if n % 3 == 2:
            self._do(self._holder("seal-keeper"), "documents.apply-seal", use=use, document=f"函{n}", copies=1)

    def _task(self, n: int) -> None:
        owner, department = self._somebody(n)
        asked = {"department": department, "owner": owner, "title": f"第{n}项工作", "source": "plan"}
        task = self._do(self._holder("head-office"), "documents.assign-task", due=DUE.isoformat(), **asked)["id"]
        if n < self.amounts.done:
            self._do(owner, "documents.report-task-done", task=task, note="已办结")
            self._do(self._holder("head-office") if owner == CLERK else CLERK, "documents.verify-task", task=task)

    def _visit(self, n: int) -> None:
        person, _ = self._somebody(n)
        came = {"on": self.day.isoformat(), "visitor": f"来访人{n}", "matter": "咨询"}
        self._do(person, "documents.receive-visit", person=person, **came)

    def _inspection(self, n: int) -> None:
        _, department = self._somebody(n)
        asked = {"on": self.day.isoformat(), "inspectors": [CLERK], "departments": [department]}
        self._do(CLERK, "documents.record-inspection", **asked)

    def _guidance(self, n: int) -> None:
        departments, townships = self.departments, self.townships
        department, township = departments[n % len(departments)], townships[n // len(departments) % len(townships)]
        person = self.picture.members(department, self.day)[0]
        visited = {"township": township, "on": self.day.isoformat(), "people": [person], "content": "指导代表之家建设"}
        self._do(person, "documents.record-guidance", department=department, **visited)

    def _circulation(self, n: int) -> None:
        document = self._register(self.amounts.incoming + n, "ordinary", 1)["id"]
        self._propose(document, instruct=True)
        readers = [self.staff[(n + one) % len(self.staff)] for one in range(10)]
        self._do(CLERK, "documents.start-circulation", document=document, readers=readers)

    def _many_readers(self) -> None:
        readers = self.staff[: self.amounts.readers]
        document = self._register(2 * self.amounts.incoming, "ordinary", len(readers))["id"]
        self._propose(document, instruct=True)
        going = {"mode": "parallel", "copies": len(readers), "readers": readers}
        self._do(CLERK, "documents.start-circulation", document=document, **going)

    # -- who and when -------------------------------------------------------------------------------------------------

    @property
    def day(self) -> date:
        return self._at.date()

    def _holder(self, post: str) -> str:
        return self.picture.holder(post, self.day)

    def _somebody(self, n: int) -> tuple[str, str]:
        """In turn, with their department."""
        person = self.staff[n % len(self.staff)]
        return person, self.picture.department_of(person, self.day)

    def _hire(self, wanted: int) -> None:
        departments = [one.id for one in picture_of(self.world.embedded).departments(BEGIN)]
        for n in range(wanted):
            self._do(
                "system",
                "directory.hire-person",
                person=f"x{n:03d}",
                name=f"新员{n:03d}",
                number=f"9{n:03d}",
                work_since="2020-01-01",
                department=departments[n % len(departments)],
                day=BEGIN.isoformat(),
            )
        self.world.embedded.settle()

    def _do(self, by: str, operation: str, /, **body: Any) -> dict[str, Any]:
        call = Call(operation, body, self.world.token(by), at=getattr(self, "_at", NOW))
        found: dict[str, Any] = msgspec.json.decode(self.world.embedded.call(call).body)
        return found


LAST = "discipline-head"
"""Who looks at what nobody else may list: their group's cases."""


def people_in(office: Office) -> Iterator[tuple[str, str]]:
    """Who looks at lists: (as what, person)."""
    picture = office.picture
    yield "clerk", CLERK
    yield "head", picture.holder(picture.head_post(DEPARTMENT, TODAY), TODAY)
    heads = {picture.holder(picture.head_post(one.id, TODAY), TODAY) for one in picture.departments(TODAY)}
    yield "colleague", next(islice((p for p in picture.members(DEPARTMENT, TODAY) if p not in heads), 1, None))
    yield "auditor", picture.holder("auditor", TODAY)
    yield LAST, picture.holder(LAST, TODAY)
