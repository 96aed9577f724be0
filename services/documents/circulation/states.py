"""In what state a circulation, a reader's part in it and a copy may be (B11.2)."""

from services.kernel.domain.words import Status, Word


class CirculationStatus(Status):
    OPEN = "open", "传阅中", "going round"
    WITHDRAWN = "withdrawn", "已撤回", "called back"
    COMPLETED = "completed", "传阅完毕", "read by all"


class Circulating(Word):
    """The same of a document, which need not go round."""

    NOT = "", "未传阅", "not distributed"
    OPEN = "open", CirculationStatus.OPEN.zh, CirculationStatus.OPEN.en
    WITHDRAWN = "withdrawn", CirculationStatus.WITHDRAWN.zh, CirculationStatus.WITHDRAWN.en
    COMPLETED = "completed", CirculationStatus.COMPLETED.zh, CirculationStatus.COMPLETED.en


class ReaderStatus(Status):
    """`unread`: given back and not owed any more."""

    WAITING = "waiting", "待阅", "waits for it"
    READING = "reading", "在阅", "is reading it"
    RETAINED = "retained", "留用", "keeps it"
    RECALLED = "recalled", "待退还", "is to give it back"
    READ = "read", "已阅", "has read it"
    UNREAD = "unread", "未阅退回", "returned it unread"
    REMOVED = "removed", "已撤去", "need not read it"


HELD = (ReaderStatus.READING, ReaderStatus.RETAINED, ReaderStatus.RECALLED)
"""The document is in their hands."""


class CopyPlace(Word):
    """`on-the-way`: said to be returned, not yet received."""

    READER = "reader", "阅件人处", "with a reader"
    ON_THE_WAY = "on-the-way", "退还途中", "on its way back"
    OFFICE = "office", "办公室", "at the office"


class Mode(Word):
    SERIAL = "serial", "依次传阅", "one after another"
    PARALLEL = "parallel", "同时分送", "several at once"
