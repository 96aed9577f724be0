"""What is answered about outgoing documents (A19, B11.3)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.kernel.operations import View


class OutgoingHolder(View):
    """For whom it waits: a person, a post, the head of a department or the leader in charge of one.

    `post` and `person` are who that is today; empty where nobody is.
    """

    relation: str
    whose: str
    post: str
    person: str = Field(title="人员 / person")


class OutgoingLine(View):
    """A line of the register. `withheld`: title, content, or both, where the caller may not see them."""

    id: UUID
    series: str
    number: str
    title: str
    withheld: list[str]
    secrecy: str
    urgency: str
    sponsor: str
    department: str
    drafted_on: date
    status: str
    step: str
    step_zh: str
    step_en: str
    waits_for: list[OutgoingHolder]
    waits_since: date
    signed_by: str = Field(title="签发人 / signed by")
    signed_on: date | None
    numbered_on: date | None
    distributed_on: date | None
    archived_on: date | None
    unreceived: int = Field(description="未签收的单位数 / recipients who have not signed for it")
    version: int


class OutgoingStepView(View):
    id: str
    zh: str
    en: str
    by: list[str]


class OutgoingEntry(View):
    """What was done to it, oldest first. `opinion` holds opinions, remarks and reasons; empty where withheld."""

    what: str
    step: str
    department: str
    person: str = Field(title="人员 / person")
    post: str
    stands_in_for: str
    revision: int
    opinion: str
    at: datetime


class OutgoingRecipient(View):
    recipient: int
    department: str
    organ: str
    copies: int
    sent_on: date
    received_on: date | None
    signed_by: str


class OutgoingView(OutgoingLine):
    """Text, opinions, recipients and annexes are content."""

    text: str
    addressees: str
    copied_to: str
    annexes: list[str]
    note: str
    secrecy_term: str
    upward: bool
    copies: int
    countersigners: list[str]
    revision: int
    digest: str
    signed_revision: int
    leader_post: str
    printed_on: date | None
    seal_use: str
    sealed_on: date | None
    archived_copies: int
    steps: list[OutgoingStepView]
    trail: list[OutgoingEntry]
    recipients: list[OutgoingRecipient]


class OutgoingWording(View):
    """One wording, as it was when somebody wrote it."""

    revision: int
    digest: str
    title: str
    text: str
    addressees: str
    copied_to: str
    annexes: list[str]
    note: str
    person: str
    reason: str
    at: datetime


class OutgoingWordings(View):
    items: list[OutgoingWording]
