"""What can be asked about logins: a gateway reports them; the security administrator, the auditor and whose they are
look at them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from services.directory.logins.record import Happening, LoginRecord
from services.kernel.domain.who import AUDITOR, SECURITY_ADMINISTRATOR, SELF, SYSTEM
from services.kernel.procedure.operations import Command, View
from services.kernel.procedure.registry import exporting, listing

WATCH = (SECURITY_ADMINISTRATOR, AUDITOR)
MOST = 200
"""Reports of one call."""


class LoginReport(View):
    """`id` is the gateway's: the same report again records nothing."""

    id: UUID = Field(title="标识 / id")
    at: datetime = Field(title="时间 / at")
    what: Happening = Field(title="事项 / what")
    login: str = Field(default="", max_length=60, title="登录名 / login")
    person: str = Field(default="", max_length=60, title="人员 / person")
    address: str = Field(default="", max_length=60, title="来源地址 / from address")
    reason: str = Field(default="", max_length=60, title="原因 / reason")
    times: int = Field(default=1, ge=1, title="次数 / times")


class Recorded(View):
    recorded: int = Field(title="新登记条数 / newly recorded")


class RecordLogins(
    Command,
    path="POST /directory/logins",
    who=(SYSTEM,),
    cites=("organ",),
    zh="登记登录情况",
    en="Record what happened at the door",
    returns=Recorded,
):
    """By the gateways, which keep it until it is recorded here."""

    reports: list[LoginReport] = Field(min_length=1, max_length=MOST, title="登录情况 / reports")


ListLogins = listing(
    "ListLogins",
    LoginRecord,
    path="GET /directory/logins",
    who=(SELF, *WATCH),
    doc="Newest first; of oneself, or all for the security administrator and the auditor.",
)
ExportLogins = exporting("ExportLogins", LoginRecord, path="GET /directory/logins-export", who=WATCH)
