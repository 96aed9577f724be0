"""Who may do what: named relations between a caller and the person or department an operation is about.

An operation lists relations; the first that holds decides in which post the caller acts, and that post is recorded.
The organ's structure is asked through `Organ`; this module knows no service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from services.kernel.rules.calendar import Notice

SYSTEM_ID = "system"
"""The caller behind clock ticks and imports at first start; no person can hold it."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """In which post somebody acts, and for whom they stand in."""

    post: str = ""
    stands_in_for: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom an operation is about; empty strings where it is about nobody in particular."""

    person: str = ""
    department: str = ""
    posts: tuple[str, ...] = ()
    """Posts that the record itself names, such as those of an approval route."""
    without: tuple[str, ...] = ()
    """Who may not, whatever their relation: recused, or not to decide on themselves."""
    parties: tuple[str, ...] = ()
    """Whose own matter it is: they may not either, and are told that this is why."""


NOBODY = Subject()


class Named(Protocol):
    @property
    def id(self) -> str: ...


class Organ(Protocol):
    """What the relations need to know of the organ on a day."""

    def is_active(self, person: str, on: date) -> bool: ...
    def department_of(self, person: str, on: date) -> str: ...
    def standing(self, person: str, post: str, on: date) -> Capacity | None:
        """As the holder, or as the delegate while the holder is away."""
        ...

    def departments(self, on: date) -> Iterable[Named]:
        """Those that exist that day."""
        ...

    def posts_of(self, person: str, on: date) -> tuple[str, ...]: ...
    def acting_posts_of(self, person: str, on: date) -> tuple[str, ...]:
        """Those whose holders they stand in for."""
        ...

    def head_post(self, department: str, on: date) -> str: ...
    def supervising_post(self, department: str, on: date) -> str: ...

    def name_of(self, person: str) -> str:
        """As people are called; the id of one who is not known."""
        ...

    def title_of(self, department: str, on: date) -> str:
        """As it is called that day; the id of one that is not known."""
        ...

    def known(self) -> Iterable[tuple[str, str, str, str]]:
        """Everybody and every department ever: `person` or `department`, the id, and the names in both languages."""
        ...

    def post_title(self, post: str) -> str:
        """As the post is called; the id of one that is not known."""
        ...

    def notices(self) -> Mapping[int, Notice]:
        """The years whose holidays were imported, beside those that the program came with."""
        ...


Test = Callable[[Organ, str, Subject, date], Capacity | None]


@dataclass(frozen=True, slots=True)
class Who:
    """One named relation."""

    code: str
    zh: str
    en: str
    holds: Test

    def __hash__(self) -> int:
        return hash(self.code)


def _department(organ: Organ, subject: Subject, on: date) -> str:
    return subject.department or (organ.department_of(subject.person, on) if subject.person else "")


def _anyone(organ: Organ, caller: str, subject: Subject, on: date) -> Capacity | None:
    return Capacity() if organ.is_active(caller, on) else None


def _self(organ: Organ, caller: str, subject: Subject, on: date) -> Capacity | None:
    return Capacity() if caller == subject.person and organ.is_active(caller, on) else None


def _colleague(organ: Organ, caller: str, subject: Subject, on: date) -> Capacity | None:
    department = _department(organ, subject, on)
    return Capacity() if department and organ.department_of(caller, on) == department else None


def _head(organ: Organ, caller: str, subject: Subject, on: date) -> Capacity | None:
    post = organ.head_post(_department(organ, subject, on), on)
    return organ.standing(caller, post, on) if post else None


def _supervisor(organ: Organ, caller: str, subject: Subject, on: date) -> Capacity | None:
    post = organ.supervising_post(_department(organ, subject, on), on)
    return organ.standing(caller, post, on) if post else None


def _on_route(organ: Organ, caller: str, subject: Subject, on: date) -> Capacity | None:
    for code in subject.posts:
        found = organ.standing(caller, code, on)
        if found is not None:
            return found
    return None


def _system(organ: Organ, caller: str, subject: Subject, on: date) -> Capacity | None:
    return Capacity() if caller == SYSTEM_ID else None


def post(code: str, zh: str, en: str) -> Who:
    """Whoever holds the post, or stands in for its holder, on the day."""

    def holds(organ: Organ, caller: str, subject: Subject, on: date) -> Capacity | None:
        return organ.standing(caller, code, on)

    return Who(code, zh, en, holds)


def named(code: str, zh: str, en: str) -> Who:
    """Whoever is named by a record or, for it, by the rule books: its subject is the caller where they are."""
    return Who(code, zh, en, _self)


ANYONE = Who("anyone", "本机关人员", "anyone in the organ", _anyone)
SELF = Who("self", "本人", "the person concerned", _self)
COLLEAGUE = Who("colleague", "本部门人员", "a member of the department concerned", _colleague)
HEAD = Who("head", "部门负责人", "head of the department concerned", _head)
SUPERVISOR = Who("supervisor", "分管领导", "the department's supervising leader", _supervisor)
ON_ROUTE = Who("on-route", "审批路线上的岗位", "a post on the approval route", _on_route)
SYSTEM = Who("system", "系统时钟", "the system clock", _system)
RELATIONS = frozenset(one.code for one in (ANYONE, COLLEAGUE, HEAD, SUPERVISOR, ON_ROUTE))
"""Codes of those, beside oneself, that no post decides: whom they admit depends on what it is about."""

CHAIR = post("chair", "主任", "chair")
SECRETARY_GENERAL = post("secretary-general", "秘书长", "secretary-general")
OFFICE_DIRECTOR = post("head-office", "办公室主任", "office director")
CLERK = post("clerk", "办公室文书", "office clerk")
ADMINISTRATOR = post("system-administrator", "系统管理员", "system administrator")
SECURITY_ADMINISTRATOR = post("security-administrator", "安全管理员", "security administrator")
AUDITOR = post("auditor", "审计员", "auditor")


def standing(who: tuple[Who, ...], organ: Organ, caller: str, subject: Subject, on: date) -> Capacity | None:
    """The standing under the first relation that holds; None when none does."""
    if caller in subject.without or caller in subject.parties:
        return None
    for relation in who:
        found = relation.holds(organ, caller, subject, on)
        if found is not None:
            return found
    return None
