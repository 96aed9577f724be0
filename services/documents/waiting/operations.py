"""What can be asked of the papers that wait for somebody (A18, B11.2)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from services.kernel.operations import Page, PagedQuery, View
from services.kernel.who import ANYONE


class WaitingView(View):
    """One paper in one pair of hands. `step` is what is asked of them; `post` is empty where it lies with a person."""

    kind: str = Field(description="业务 / procedure")
    id: UUID
    number: str
    title: str
    withheld: list[str]
    step: str = Field(description="待办环节 / what is asked of them")
    urgency: str
    post: str
    person: str = Field(description="当前持有人 / with whom it lies today")
    deputy: str = Field(description="代行人 / who stands in for them today")
    since: date
    why: str = Field(description="送办事由 / why it was sent to them")
    urged: int = Field(description="催办次数 / reminders sent")
    urged_on: date | None


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

    post: str = Field(default="", max_length=60, title="岗位 / post")
    everybody: bool = Field(default=False, title="全机关 / of everybody")
