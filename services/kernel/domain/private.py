"""What a service holds of people's lives, and why: its inventory. Knows no service.

Each service says it in its `personal.py`, a `Matter` for every procedure that records anything of somebody's life.
A test holds every field of every fact against it.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType

from services.kernel.domain import marks
from services.kernel.domain.events import Event, confidential_fields, declared, fields_of, personal_fields
from services.kernel.domain.words import Word

NOBODY = ""
"""Text of the office's work: it goes with the document, whoever wrote it."""
RECORD = "originator_id"
"""The record is itself about somebody, from outside the organ for the most part: a visitor, a household."""
PERSON = "person"
OWNER = "owner"
"""The fact says by itself whose it is, and for what it is kept: `kept_for`."""


class Kept(Word):
    """For what a personal field is kept; how long each is, is a parameter (`personal-data.…`)."""

    ATTENDANCE = "attendance", "考勤与请假", "attendance and leave"
    PERSONNEL = "personnel", "人事", "personnel"
    PAY = "pay", "值班加班报酬", "pay for duty and overtime"
    ACCOUNTS = "accounts", "会计档案", "accounts"
    WELFARE = "welfare", "工会福利与健康", "union welfare and health"
    PARTY = "party", "党员教育管理", "Party members"
    INTEGRITY = "integrity", "廉政与纪检", "integrity and discipline"
    OUTSIDERS = "outsiders", "来访与联系群众", "visitors and contacts"
    APPRAISAL = "appraisal", "考核", "appraisal"
    OFFICE = "office", "公文与事务", "the office's papers"


STATUTORY = (Kept.ACCOUNTS, Kept.OFFICE)
"""Kept by law for their whole time, whoever asks."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What one procedure holds of somebody's life.

    `why` and `sees` in Chinese and English. `of` names the field that says whose life it is; `others` gives another for
    single facts, by the name of their class. `plain` are the fields that look like somebody's life and are marked by
    nothing, each with the reason.
    """

    procedure: str
    kept: Kept
    why: tuple[str, str]
    sees: tuple[str, str]
    of: str = PERSON
    others: Mapping[str, str] = field(default_factory=dict[str, str])
    plain: Mapping[str, str] = field(default_factory=dict[str, str])


_OF_THE_KERNEL = (
    Matter(
        "replay",
        Kept.OFFICE,
        ("重演与更换台账", "to replay registers and exchange them"),
        ("审计员、系统管理员", "the auditor, the administrator"),
        NOBODY,
        plain={"reason": "why a register was exchanged"},
    ),
    Matter(
        "quarantine",
        Kept.OFFICE,
        ("处置未能接收的事件", "to deal with events that cannot be taken in"),
        ("审计员、系统管理员、安全管理员", "the auditor, the administrator, the security administrator"),
        NOBODY,
        plain={"reason": "why an event is skipped"},
    ),
    Matter(
        "custody",
        Kept.OFFICE,
        ("看管日志、检查点与备份", "to keep logs, checkpoints and backups"),
        ("审计员、系统管理员", "the auditor, the administrator"),
        NOBODY,
        plain={"note": "a signed checkpoint", "reason": "why the machine's clock or a backup was accepted"},
    ),
)
"""Procedures of the kernel that a service takes beside its own."""


@cache
def inventory(service: str) -> Mapping[str, Matter]:
    """By procedure. Nothing for a service that says nothing: a sample of the tests."""
    own = _said(service)
    return {matter.procedure: matter for matter in (*_OF_THE_KERNEL, *own.INVENTORY)} if own is not None else {}


CALLED = {
    "was": ("原值", "before"),
    "now": ("现值", "after"),
    "kept_for": ("保留依据", "kept for"),
    "owner": ("所属人员", "whose it is"),
    "accepted": ("确认的时间", "time accepted"),
    "known": ("已知位点", "position known"),
    "root": ("日志之根", "root"),
    "signature": ("签名", "signature"),
    "time": ("签署时刻(秒)", "time of signing (seconds)"),
    "witnesses": ("见证服务", "witnesses"),
}
"""Fields of events that no view shows, in Chinese and English."""


@cache
def called(service: str) -> Mapping[str, tuple[str, str]]:
    """With those that the service names (`CALLED` of its `personal.py`)."""
    return {**CALLED, **getattr(_said(service), "CALLED", {})}


def _said(service: str) -> ModuleType | None:
    name = f"services.{service}.personal"
    if importlib.util.find_spec(f"services.{service}") is None or importlib.util.find_spec(name) is None:
        return None
    return importlib.import_module(name)


def procedure_of(cls: type[Event]) -> str:
    """The folder in which a fact is declared; empty where the service is one procedure."""
    parts = cls.__module__.split(".")
    return parts[2] if len(parts) > 3 else ""


def matter_of(cls: type[Event]) -> Matter | None:
    return inventory(cls.SOURCE).get(procedure_of(cls))


def whose(cls: type[Event]) -> str:
    """The field of a fact that says whose life its personal fields are about; empty where they are nobody's."""
    matter = matter_of(cls)
    name = PERSON if matter is None else matter.others.get(cls.__name__, matter.of)
    return name if name in fields_of(cls) else NOBODY


def kept_of(cls: type[Event]) -> Kept:
    matter = matter_of(cls)
    return matter.kept if matter is not None else Kept.OFFICE


def sealed_fields(cls: type[Event]) -> tuple[str, ...]:
    """What is encrypted in the stored fact: its personal fields, where they are somebody's. What is secret in a record
    that is itself about somebody, or is somebody's own, is theirs as well."""
    owner = whose(cls)
    secret = confidential_fields(cls) if owner in (RECORD, OWNER) else ()
    return (*personal_fields(cls), *secret) if owner else ()


def fields_by_mark(service: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Of each procedure the marked fields of its facts by their mark; the service's facts are known already."""
    found: dict[str, dict[str, set[str]]] = {}
    for cls in declared(service).values():
        here = found.setdefault(procedure_of(cls), {})
        for name, mark in marks.of(cls).items():
            here.setdefault((mark.extra or {})["marked"], set()).add(name)
    return {place: {mark: tuple(sorted(names)) for mark, names in here.items()} for place, here in found.items()}


def matters(services: Iterator[str]) -> Iterator[tuple[str, Matter]]:
    for service in services:
        for matter in inventory(service).values():
            yield service, matter
