"""A service of one procedure, small enough to see the kernel through: jars that are filled and must be emptied."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Date, Integer, MetaData, String, Table, select

from services.kernel.clock import Clock, SystemClock
from services.kernel.delivery.mirror import Mirror
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.events import Event, Personal
from services.kernel.domain.who import ADMINISTRATOR, AUDITOR, CLERK, Capacity, Who
from services.kernel.log.registers import Register, Rows
from services.kernel.log.seal import Notary
from services.kernel.log.store import Store
from services.kernel.procedure.application import Application
from services.kernel.procedure.attachments import handlers as attachments
from services.kernel.procedure.attachments.files import Files
from services.kernel.procedure.context import Context
from services.kernel.procedure.identity import Signer, Verifier, new_key, public_key
from services.kernel.procedure.obligations import Due, Obligation
from services.kernel.procedure.office import Office
from services.kernel.procedure.operations import Command, Page, PagedQuery, Query, View
from services.kernel.procedure.own_log.operations import declare
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.replay import handlers as replay
from services.kernel.refusals import NotFound, Refusal
from tests.given import Desk


class JarOpened(Event):
    TOPIC = "sample.jar-opened.v1"
    size: int
    empty_by: date
    note: Personal[str] = ""


class JarFilled(Event):
    TOPIC = "sample.jar-filled.v1"
    amount: int


class JarEmptied(Event):
    TOPIC = "sample.jar-emptied.v1"


class JarLeftFull(Event):
    TOPIC = "sample.jar-left-full.v1"


class JarGivenAway(Event):
    TOPIC = "sample.jar-given-away.v1"
    to: Personal[str] = ""


class JarFull(Refusal):
    code = "sample.jar-full"


class Jar(Aggregate):
    size = 0
    amount = 0

    def open(self, act: Act, size: int, empty_by: date, note: str) -> None:
        self.trigger(JarOpened, act, size=size, empty_by=empty_by, note=note)

    def fill(self, act: Act, amount: int) -> None:
        if self.amount + amount > self.size:
            raise JarFull("满了。", "The jar is full.", cites=("A1",))
        self.trigger(JarFilled, act, amount=amount)

    def empty(self, act: Act) -> None:
        self.trigger(JarEmptied, act)

    def leave_full(self, act: Act) -> None:
        self.trigger(JarLeftFull, act)

    def give_away(self, act: Act, to: str) -> None:
        self.trigger(JarGivenAway, act, to=to)

    @applies(JarGivenAway)
    def _given_away(self, event: JarGivenAway) -> None:
        """Still the same jar."""

    @applies(JarOpened)
    def _opened(self, event: JarOpened) -> None:
        self.size = event.size

    @applies(JarFilled)
    def _filled(self, event: JarFilled) -> None:
        self.amount += event.amount

    @applies(JarEmptied)
    @applies(JarLeftFull)
    def _emptied(self, event: Event) -> None:
        self.amount = 0 if isinstance(event, JarEmptied) else self.amount


class JarView(View):
    id: UUID
    size: int
    amount: int
    version: int


ALL = Who("all", "任何人", "anybody", lambda organ, caller, subject, on: Capacity(post="keeper"))
NONE = Who("none", "无人", "nobody", lambda organ, caller, subject, on: None)


class GetJar(Query, path="GET /sample/jars/{jar}", who=(ALL,), zh="查看", en="See a jar", returns=JarView):
    jar: UUID


class ListJars(PagedQuery, path="GET /sample/jars", who=(ALL,), zh="列出", en="List jars", returns=Page[JarView]):
    pass


class OpenJar(Command, path="POST /sample/jars", who=(ALL,), zh="启用", en="Open a jar", returns=JarView):
    size: int
    empty_by: date
    note: str = ""


class FillJar(Command, path="POST /sample/jars/{jar}/fillings", who=(ALL,), zh="装", en="Fill", returns=JarView):
    jar: UUID
    amount: int


class EmptyJar(Command, path="POST /sample/jars/{jar}/emptying", who=(ALL,), zh="倒空", en="Empty", returns=JarView):
    jar: UUID


class SmashJar(Command, path="POST /sample/jars/{jar}/smashing", who=(NONE,), zh="打碎", en="Smash", returns=JarView):
    jar: UUID


log = declare("sample")

tables = MetaData()
jars = Table(
    "jars",
    tables,
    Column("id", String(32), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("opened", Date, nullable=False),
    Column("version", Integer, nullable=False),
)
register = Register("jars", jars, zh="罐子台账", en="Jars")


@register.on(JarOpened)
def opened(event: JarOpened, rows: Rows) -> None:
    rows.insert(
        jars, id=event.originator_id.hex, size=event.size, amount=0, opened=event.day, version=event.originator_version
    )


@register.on(JarFilled)
def filled(event: JarFilled, rows: Rows) -> None:
    row = rows.get(jars, id=event.originator_id.hex)
    rows.update(
        jars, {"id": event.originator_id.hex}, amount=row.amount + event.amount, version=event.originator_version
    )


@register.on(JarEmptied)
def emptied(event: JarEmptied, rows: Rows) -> None:
    rows.update(jars, {"id": event.originator_id.hex}, amount=0, version=event.originator_version)


@register.on(JarLeftFull, JarGivenAway)
def moved_on(event: Event, rows: Rows) -> None:
    """The version is what callers send back as If-Match: it follows every fact, also those that show nothing else."""
    rows.update(jars, {"id": event.originator_id.hex}, version=event.originator_version)


def miss(ctx: Context, row: Any) -> None:
    jar = ctx.load(Jar, UUID(hex=row.aggregate))
    jar.leave_full(ctx.act)
    ctx.save(jar)


emptying = Obligation(
    kind="sample.emptying",
    zh="倒空",
    en="Empty the jar",
    cites=("A1",),
    opened_by={JarOpened: lambda e: Due(e.originator_id.hex, e.empty_by, department="kitchen")},
    fulfilled_by={JarEmptied: lambda e: e.originator_id.hex},
    missed_by={JarLeftFull: lambda e: e.originator_id.hex},
    cancelled_by={JarGivenAway: lambda e: e.originator_id.hex},
    on_missed=miss,
)
procedure = Procedure("jars", zh="罐子", en="Jars", registers=[register], obligations=[emptying])
procedure.attachable("jar", GetJar, by=(CLERK,), open=lambda jar: jar.amount < jar.size)


@procedure.handles(OpenJar)
def open_jar(op: OpenJar, ctx: Context) -> GetJar:
    jar = Jar(ctx.new_id())
    jar.open(ctx.act, op.size, op.empty_by, op.note)
    ctx.save(jar)
    return GetJar(jar=jar.id)


@procedure.handles(FillJar)
def fill_jar(op: FillJar, ctx: Context) -> GetJar:
    jar = ctx.load(Jar, op.jar)
    jar.fill(ctx.act, op.amount)
    ctx.save(jar)
    return GetJar(jar=jar.id)


@procedure.handles(EmptyJar)
def empty_jar(op: EmptyJar, ctx: Context) -> GetJar:
    jar = ctx.load(Jar, op.jar)
    jar.empty(ctx.act)
    ctx.save(jar)
    return GetJar(jar=jar.id)


@procedure.handles(SmashJar)
def smash_jar(op: SmashJar, ctx: Context) -> GetJar:
    raise AssertionError("nobody may")


@procedure.handles(GetJar)
def get_jar(op: GetJar, ctx: Context) -> JarView:
    row = ctx.row(jars, id=op.jar.hex)
    if row is None:
        raise NotFound("没有这个罐子。", "There is no such jar.")
    return JarView(id=UUID(hex=row.id), size=row.size, amount=row.amount, version=row.version)


@procedure.handles(ListJars)
def list_jars(op: ListJars, ctx: Context) -> Page[JarView]:
    after = select(jars).where(jars.c.id > (op.after or "")).order_by(jars.c.id).limit(op.limit + 1)
    found = [JarView(id=UUID(hex=r.id), size=r.size, amount=r.amount, version=r.version) for r in ctx.rows(after)]
    return Page(items=found[: op.limit], next=found[op.limit - 1].id.hex if len(found) > op.limit else None)


class SampleOrgan:
    """p001 and p002 sit in the kitchen, which p009 heads; p005 audits, p006 administers, p008 is the office clerk."""

    DEPARTMENTS = {"p001": "kitchen", "p002": "kitchen", "p003": "cellar", "p009": "kitchen"}
    NAMES = {"p001": "曾建国", "p002": "王丽", "p009": "单大河"}
    POSTS = {"p005": AUDITOR.code, "p006": ADMINISTRATOR.code, "p008": CLERK.code, "p009": "kitchen-head"}

    def with_events(self, events: Any) -> SampleOrgan:
        return self

    def is_active(self, person: str, on: date) -> bool:
        return person in self.DEPARTMENTS or person in self.POSTS

    def department_of(self, person: str, on: date) -> str:
        return self.DEPARTMENTS.get(person, "")

    def name_of(self, person: str) -> str:
        return person

    def title_of(self, department: str, on: date) -> str:
        return department

    def post_title(self, post: str) -> str:
        return post

    def standing(self, person: str, post: str, on: date) -> Capacity | None:
        return Capacity(post) if self.POSTS.get(person) == post else None

    def posts_of(self, person: str, on: date) -> tuple[str, ...]:
        return (post,) if (post := self.POSTS.get(person)) else ()

    def acting_posts_of(self, person: str, on: date) -> tuple[str, ...]:
        return ()

    def departments(self, on: date) -> list[SimpleNamespace]:
        return [SimpleNamespace(id="kitchen"), SimpleNamespace(id="cellar")]

    def head_post(self, department: str, on: date) -> str:
        return "kitchen-head" if department == "kitchen" else ""

    def supervising_post(self, department: str, on: date) -> str:
        return ""

    def known(self) -> list[tuple[str, str, str, str]]:
        people = [("person", id, name, name) for id, name in self.NAMES.items()]
        return [*people, ("department", "kitchen", "厨房", "Kitchen"), ("department", "cellar", "地窖", "Cellar")]

    def notices(self) -> dict[int, Any]:
        return {}


class SampleDesk(Desk):
    """A sample service with a signed caller; `at` moves its clock."""

    def __init__(
        self,
        store: Store,
        clock: Clock | None = None,
        rules: Any = None,
        calendar: Any = None,
        notary: Notary | None = None,
        checkpoint_days: int = 1,
        files: Files | None = None,
        replays: bool = False,
    ) -> None:
        """Takes attachments where it is given a place for them, and replays where that is asked for."""
        key = new_key()
        office = Office(
            rules=rules,
            calendar=calendar,
            verifier=Verifier(public_key(key)),
            clock=clock or SystemClock(),
            zone=ZoneInfo("Asia/Shanghai"),
            notary=notary,
            checkpoint_days=checkpoint_days,
            files=files,
        )
        own = [procedure, *([attachments.procedure("sample")] if files else [])]
        own += [replay.procedure("sample")] if replays else []
        app = Application(
            "sample", own, store=store, office=office, organ=Mirror("directory", SampleOrgan()), tables=[tables]
        )
        super().__init__(app, Signer(key))
