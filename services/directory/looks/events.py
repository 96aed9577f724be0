"""Who looked at what. These stay in the service, and say nothing in their envelope: what they tell is the auditor's."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event


class Looked(Event):
    """`looker` asked `operation` and was answered; `asked` are the words of a search or the period of an export,
    `record` the id of what was looked at, `about` whose life it was; `kind` is search, event, history, export, proof,
    personal or replay."""

    PUBLISHED, OF_THE_LOG = False, True
    SAYS = "查阅"
    TOPIC = "directory.looked.v1"
    looker: Confidential[str] = ""
    kind: Confidential[str] = ""
    operation: Confidential[str] = ""
    asked: Confidential[str] = ""
    about: Confidential[str] = ""
    record: Confidential[str] = ""


class UnusualLooksFound(Event):
    """`looker` looked more often on the day than `limit`, the number of the rule books."""

    PUBLISHED = False
    SAYS = "发现异常查阅"
    TOPIC = "directory.unusual-looks-found.v1"
    looker: Confidential[str] = ""
    kind: Confidential[str] = ""
    on: date
    limit: Confidential[int] = 0


class UnusualLooksReviewed(Event):
    """The auditor found out why."""

    PUBLISHED = False
    SAYS = "核查异常查阅"
    TOPIC = "directory.unusual-looks-reviewed.v1"
    finding: Confidential[str] = ""
