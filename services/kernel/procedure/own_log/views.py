"""How the events of a log are found and told: as sentences, with what each changed. Knows no service.

Declared for every service by `own_log.operations.declare`;
`finding.py` and `history.py` carry them out.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.kernel.procedure.operations import Page, Query, View
from services.kernel.procedure.record import DEPARTMENT, PERSON, POST, Code

PersonOf = Annotated[str, PERSON]
DepartmentOf = Annotated[str, DEPARTMENT]
PostOf = Annotated[str, POST]
"""Ids as old events hold them: nothing bounds their length here."""


class EventHead(View):
    """What is said of every event in the same words."""

    position: int = Field(title="序号 / position")
    topic: Code = Field(title="事实 / fact")
    aggregate: UUID = Field(title="聚合 / aggregate")
    aggregate_version: int = Field(title="聚合版本 / aggregate's version")
    recorded: datetime = Field(title="记录时间 / recorded")
    day: date = Field(title="日期 / day")
    actor: PersonOf = Field(title="经办人 / by")
    post: PostOf = Field(title="岗位 / post")
    stands_in_for: PersonOf = Field(title="代行 / standing in for")
    department: DepartmentOf = Field(title="部门 / department")
    cites: list[str] = Field(title="依据 / cites")
    correlation: Code = Field(title="请求编号 / correlation")
    causation: Code = Field(title="起因 / causation")


class LoggedEvent(EventHead):
    """One event as a sentence: who, in which post, did what (`zh`, `en`) to which record (`number`, `title`, as far as
    the reader may see them). `shown_by` is the query whose field `key` takes the aggregate's id and shows the record;
    empty where none does."""

    zh: str = Field(title="事件 / event")
    en: str = Field(title="事件（英文） / event (English)")
    procedure: Code = Field(title="业务 / procedure")
    number: str = Field(title="编号 / number")
    title: str = Field(title="标题 / title")
    shown_by: Code = Field(title="所属记录 / record")
    key: Code = Field(title="记录字段 / record's field")


class ReadAs(View):
    """How a word of a search was read: `kind` is person, department, article, event, period or text."""

    word: str = Field(title="所填 / word")
    kind: Code = Field(title="读作 / read as")
    zh: str = Field(title="所指 / meaning")
    en: str = Field(title="所指（英文） / meaning (English)")


class FoundEvents(Page[LoggedEvent]):
    """The newest first. `read` says how the words were read; `too_many` that one of them stands in so many records that
    only the latest of these were looked at."""

    read: list[ReadAs] = Field(title="检索词 / words")
    too_many: bool = Field(title="过多 / too many")


class Change(View):
    """What an event changed: a property of its record, before and after it."""

    name: Code = Field(title="项目 / what")
    before: Any = Field(title="原为 / before")
    after: Any = Field(title="改为 / after")


class LoggedStep(LoggedEvent):
    """`changes` are shown to whom the event is shown, less what is marked; `withheld` says that there is more."""

    changes: list[Change] = Field(title="变更 / changes")
    withheld: bool = Field(title="有不予显示的内容 / withheld")
    opens: bool = Field(title="可以打开 / opens", description="whether this reader may see the event itself")
    holds: bool = Field(title="与封印相符 / as it was sealed")


class Property(View):
    name: Code = Field(title="项目 / what")
    value: Any = Field(title="内容 / value")


class History(View):
    """An aggregate event by event, the oldest first, and its state after the event of the version `as_of`."""

    aggregate: UUID = Field(title="聚合 / aggregate")
    procedure: Code = Field(title="业务 / procedure")
    shown_by: Code = Field(title="所属记录 / record")
    key: Code = Field(title="记录字段 / record's field")
    number: str = Field(title="编号 / number")
    title: str = Field(title="标题 / title")
    versions: int = Field(title="事件数 / events")
    as_of: int = Field(title="所示版本 / version shown")
    state: list[Property] = Field(title="当时状况 / state")
    items: list[LoggedStep] = Field(title="经过 / steps")
    next: str | None = Field(title="下一页起点 / next")


class FindEvents(Query):
    """The events of this service by what people remember: every word of `text` has to fit, as a person's name or its
    pinyin, a department, an article, a day, a kind of event, or part of a number or title. The newest first."""

    text: str = Field(default="", max_length=200, title="检索 / search", description="words, divided by blanks")
    person: PersonOf = Field(default="", max_length=60, title="人员 / person", description="who acted or is named")
    department: DepartmentOf = Field(default="", max_length=60, title="部门 / department")
    article: str = Field(default="", max_length=20, pattern=r"^([A-Z]\d+(\.\d+)?)?$", title="条款 / article")
    topic: str = Field(default="", max_length=120, title="事实 / fact", description="without its version")
    since: date | None = Field(default=None, title="自 / since", description="day of recording, inclusive")
    until: date | None = Field(default=None, title="至 / until", description="day of recording, inclusive")
    record: UUID | None = Field(default=None, title="所属记录 / record", description="of it, or naming it")
    correlation: str = Field(default="", max_length=100, title="请求编号 / correlation")
    causes: list[str] = Field(default=[], max_length=200, title="起因 / causes", description="`service/position`")
    office: bool = Field(
        default=False, title="仅机关业务 / of the office alone", description="without what the log keeps of itself"
    )
    after: str | None = Field(default=None, title="起点 / after", description="`next` of the page before")
    limit: int = Field(default=50, ge=1, le=500, title="条数 / limit")


class GetHistory(Query):
    """Who changed this record, when and how: its events and, between any two, its state."""

    aggregate: UUID = Field(title="聚合 / aggregate")
    version: int | None = Field(default=None, ge=1, title="版本 / version", description="its state after this event")
    on: date | None = Field(default=None, title="截至 / as of", description="its state as known at the end of the day")
    after: str | None = Field(default=None, title="起点 / after", description="`next` of the page before")
    limit: int = Field(default=100, ge=1, le=500, title="条数 / limit")
