"""The facts of one erasure of somebody's own words. `person` is whose they are; where a record is itself about
somebody from outside, `record` is its id. Only the order leaves the directory, and says nothing but whose keys end.
"""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, KeysEnded, Reckoned


class OfErasure(Event):
    PUBLISHED = False
    person: str = ""
    record: str = ""


class ErasureProposed(OfErasure):
    """`kinds` says for what it was kept, `basis` on what ground it may go."""

    SAYS = "提请删除个人信息"
    TOPIC = "directory.erasure-proposed.v1"
    number: str
    kinds: tuple[str, ...]
    basis: str
    reason: Reckoned[str] = ""


class ErasureApproved(OfErasure):
    """By somebody else; carried out on `due`, and until then it can be taken back."""

    SAYS = "批准删除个人信息"
    TOPIC = "directory.erasure-approved.v1"
    due: date


class ErasureDeclined(OfErasure):
    SAYS = "不予批准删除"
    TOPIC = "directory.erasure-declined.v1"
    reason: Reckoned[str] = ""


class ErasureWithdrawn(OfErasure):
    SAYS = "撤回删除提请"
    TOPIC = "directory.erasure-withdrawn.v1"
    reason: Reckoned[str] = ""


class ErasureOrdered(KeysEnded):
    """The waiting is over: every service ends these keys."""

    SAYS = "删除个人信息"
    TOPIC = "directory.erasure-ordered.v1"
