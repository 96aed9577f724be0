"""What can be asked of the papers that wait for somebody (A18, B11.2)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from services.documents.incoming.document import Urgency
from services.documents.waiting.sources import Papers
from services.kernel.domain.who import ANYONE
from services.kernel.procedure.fields import MaybePost
from services.kernel.procedure.operations import Page, PagedQuery
from services.kernel.procedure.record import Person, Post, Row
from services.kernel.procedure.secrecy import Withheld


class WaitingView(Row):
    """One paper in one pair of hands. `step` is what is asked of them; `post` is empty where it lies with a person."""

    kind: Papers = Field(title="种类 / kind")
    id: UUID = Field(title="标识 / id")
    number: str = Field(title="编号 / number")
    title: str = Field(title="标题 / title")
    withheld: list[Withheld] = Field(title="按密级不显示 / withheld")
    step: str = Field(title="待办环节 / step", description="待办环节 / what is asked of them")
    step_zh: str = Field(title="待办环节 / what is asked (Chinese)")
    step_en: str = Field(title="待办环节（英文） / what is asked")
    urgency: Urgency = Field(title="紧急程度 / urgency")
    post: Post
    person: Person = Field(title="当前持有人 / with whom it lies today")
    deputy: Person = Field(title="代行人 / who stands in for them today")
    since: date = Field(title="自 / since")
    why: str = Field(title="送办事由 / why", description="送办事由 / why it was sent to them")
    urged: int = Field(title="催办次数 / reminders sent")
    urged_on: date | None = Field(title="催办日期 / urged on")


class ListWaiting(
    PagedQuery,
    path="GET /documents/waiting",
    who=(ANYONE,),
    cites=("A18", "B11.2"),
    zh="待办文件",
    en="Papers that wait",
    returns=Page[WaitingView],
):
    """One's own, in every post one holds or stands in for, the longest waiting first; or of a post, or of everybody.

    Everybody sees with whom a paper lies and since when; its class decides who sees title and content.
    """

    post: MaybePost = ""
    everybody: bool = Field(default=False, title="全机关 / of everybody")
