"""The facts of an information item (A34, B9.2)."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event


class InformationSubmitted(Event):
    """`authors` are people; the item counts for `department`, theirs on the day."""

    SAYS = "报送信息"
    TOPIC = "documents.information-submitted.v1"
    number: str
    authors: tuple[str, ...]
    title: Confidential[str] = ""
    body: Confidential[str] = ""
    duplicate_of: str = ""
    """Number of an earlier item with the same title, where there was one."""


class InformationEdited(Event):
    SAYS = "编辑信息"
    TOPIC = "documents.information-edited.v1"
    title: Confidential[str] = ""
    body: Confidential[str] = ""
    duplicate_of: str = ""


class InformationForwarded(Event):
    """Sent on to a level: district, city, province or nation."""

    SAYS = "上报信息"
    TOPIC = "documents.information-forwarded.v1"
    level: str
    to: str


class InformationAdopted(Event):
    """One level printed it; `on` is the publication's day, which may lie in an earlier quarter than the recording."""

    SAYS = "登记信息采用"
    TOPIC = "documents.information-adopted.v1"
    level: str
    publication: str
    on: date
    submitted_on: date


class AdoptionWithdrawn(Event):
    """An adoption that was recorded wrongly, or that the level took back."""

    SAYS = "撤回信息采用"
    TOPIC = "documents.information-adoption-withdrawn.v1"
    level: str
    publication: str
    on: date
    submitted_on: date
    reason: Confidential[str] = ""


class InformationWithdrawn(Event):
    """The department takes the item back; it no longer counts as submitted."""

    SAYS = "撤回信息"
    TOPIC = "documents.information-withdrawn.v1"
    submitted_on: date
    reason: Confidential[str] = ""
