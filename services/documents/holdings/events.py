"""The facts of one archived file (件) under its number (档号), after A20 and DA/T 22-2015."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event, Personal


class OfFile(Event):
    """`number` is the one that it has from now on."""

    number: str


class FileFiled(OfFile):
    """Filed by the archivist. `number` is made of the parts beside it; `entry` counts the year's files as filed.

    `transfer` and `item` say where it was handed over, `record` what it was in this service; `expires` is the last day
    of its period, None where it is kept for good.
    """

    SAYS = "档案上架"
    TOPIC = "documents.archive-file-filed.v1"
    fonds: str
    category: str
    year: int
    period: str
    code: str
    serial: int
    entry: int
    box: int
    room: str
    shelf: str
    transfer: str
    item: int
    kind: str
    record: str = ""
    dated: date
    document_number: str = ""
    author: str
    pages: int
    copies: int
    secrecy: str
    form: str
    expires: date | None = None
    listed_by: str
    handed_over_by: str
    title: Confidential[str] = ""


class FileCorrected(OfFile):
    """What the catalogue says of it was wrong; the number stays."""

    SAYS = "更正档案目录"
    TOPIC = "documents.archive-file-corrected.v1"
    dated: date
    document_number: str = ""
    author: str
    pages: int
    copies: int
    secrecy: str
    form: str
    title: Confidential[str] = ""
    reason: Confidential[str] = ""


class FileRenumbered(OfFile):
    """Its period was wrong: a new number, and `previous` is never given again."""

    SAYS = "重编档号"
    TOPIC = "documents.archive-file-renumbered.v1"
    previous: str
    year: int
    period: str
    code: str
    serial: int
    box: int
    expires: date | None = None
    reason: Confidential[str] = ""


class FilePlaced(OfFile):
    """It stands elsewhere now."""

    SAYS = "变更档案存放位置"
    TOPIC = "documents.archive-file-placed.v1"
    box: int
    room: str
    shelf: str


class AppraisalProposed(OfFile):
    """Its period is over. `outcome`: extend, until a day (None: for good), or destroy."""

    SAYS = "提出档案鉴定意见"
    TOPIC = "documents.archive-appraisal-proposed.v1"
    outcome: str
    until: date | None = None
    reason: Confidential[str] = ""


class AppraisalApproved(OfFile):
    """By the chair. Extended, its period ends on `until` (None: never); else it may be destroyed."""

    SAYS = "批准档案鉴定意见"
    TOPIC = "documents.archive-appraisal-approved.v1"
    outcome: str
    until: date | None = None
    proposed_by: str


class AppraisalRejected(OfFile):
    SAYS = "不同意档案鉴定意见"
    TOPIC = "documents.archive-appraisal-rejected.v1"
    outcome: str
    proposed_by: str
    reason: Confidential[str] = ""


class FileDestroyed(OfFile):
    """On `on`, under the eyes of `witness`. The entry stays."""

    SAYS = "销毁档案"
    TOPIC = "documents.archive-file-destroyed.v1"
    on: date
    witness: str


class FileLent(OfFile):
    """`loan` counts the file's loans; `person` has it until the end of `until`."""

    SAYS = "借出档案"
    TOPIC = "documents.archive-file-lent.v1"
    loan: int
    person: str
    until: date
    purpose: Personal[str] = ""


class FileGivenBack(OfFile):
    SAYS = "归还档案"
    TOPIC = "documents.archive-file-given-back.v1"
    loan: int
    person: str
    until: date
