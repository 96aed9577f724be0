"""The facts of a resolution (A17, A34, B2.5, B2.6). What it says never leaves the service."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event


class OfMeeting(Event):
    """`meeting` is its id."""

    meeting: str


class ResolutionAdopted(OfMeeting):
    """`department` carries it out; `members` is of how many a majority was needed, 0 where nobody counts votes."""

    SAYS = "登记决议"
    TOPIC = "documents.resolution-adopted.v1"
    kind: str
    number: str
    on: date
    """The day of the meeting."""
    item: int
    nth: int
    form: str
    in_favour: int = 0
    against: int = 0
    abstained: int = 0
    members: int = 0
    motion: str = ""
    """The number under which it was carried where the votes are counted elsewhere: of the Party group."""
    tasks: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    """Who carries out each of the tasks: they may see what they are charged with."""
    title: Confidential[str] = ""
    text: Confidential[str] = ""


class ResolutionTaskOrdered(OfMeeting):
    """A task made of a resolution that was adopted before."""

    SAYS = "按决议交办任务"
    TOPIC = "documents.resolution-task-ordered.v1"
    item: int
    task: str
    owner: str
