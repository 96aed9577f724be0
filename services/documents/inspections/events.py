"""The facts of housekeeping (A21, A22, B12).

`on` is the day of the cleaning or inspection; `person` is empty where the department as a whole is meant.
"""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event, Personal


class CleaningDue(Event):
    """The office owes the month's cleaning. `month` is `2026-07`."""

    SAYS = "登记应开展月度清洁"
    TOPIC = "documents.cleaning-due.v1"
    month: str
    due: date


class CleaningHeld(Event):
    """`was_missed` says that its absence had been recorded: it was held, and only entered late."""

    SAYS = "登记月度清洁"
    TOPIC = "documents.cleaning-held.v1"
    month: str
    on: date
    departments: tuple[str, ...] = ()
    was_missed: bool = False
    note: Confidential[str] = ""


class CleaningMissed(Event):
    """The month passed and no cleaning was entered; recorded once by the clock."""

    SAYS = "记录月度清洁未开展"
    TOPIC = "documents.cleaning-missed.v1"
    month: str
    due: date


class InspectionRecorded(Event):
    """An unannounced round: who looked, and which departments were looked at. What was found follows by itself."""

    SAYS = "登记内务检查"
    TOPIC = "documents.inspection-recorded.v1"
    number: str
    on: date
    inspectors: tuple[str, ...]
    departments: tuple[str, ...]
    note: Confidential[str] = ""


class MeasureTaken(Event):
    """What an inspection led to for one department or person; `number` counts within their period."""

    number: int
    person: str = ""
    on: date
    inspection: str


class WarningGiven(MeasureTaken):
    """A shortfall within the number of times that end in a warning; `step` counts the times of the period."""

    SAYS = "内务提醒"
    TOPIC = "documents.housekeeping-warning-given.v1"
    requirements: tuple[str, ...]
    step: int
    note: Personal[str] = ""


class CriticismCirculated(MeasureTaken):
    """A shortfall beyond the warnings of the period, or one that is criticised `at_once`."""

    SAYS = "内务通报批评"
    TOPIC = "documents.housekeeping-criticism-circulated.v1"
    requirements: tuple[str, ...]
    step: int
    at_once: bool = False
    note: Personal[str] = ""


class PraiseGiven(MeasureTaken):
    SAYS = "内务表扬"
    TOPIC = "documents.housekeeping-praise-given.v1"
    note: Personal[str] = ""


class MeasureWithdrawn(Event):
    """A warning, criticism or praise (`measure`) rested on an error and no longer counts."""

    SAYS = "撤回内务处理"
    TOPIC = "documents.housekeeping-measure-withdrawn.v1"
    number: int
    measure: str
    person: str = ""
    on: date
    reason: Personal[str] = ""
