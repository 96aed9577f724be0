"""Accounts: kept by the security administrator, watched by the auditor too; the gateways follow as the system."""

from __future__ import annotations

from services.kernel.domain.who import SYSTEM_ID
from tests.permissions.words import P, row
from tests.permissions.world import CALLERS, Diary

KEEPERS = "security-administrator system"
READERS = "security-administrator auditor"
JULY = {"start": "2026-07-01", "end": "2026-07-31"}


def prepare(diary: Diary) -> None:
    by = CALLERS["security-administrator"]
    diary.make("account", "07-02T09:00", by, "directory.open-account", person=P)
    diary.make("used-account", "07-02T09:00", SYSTEM_ID, "directory.open-account", person=P, login="p027-more")
    diary.do("07-02T09:01", SYSTEM_ID, "directory.issue-password", account="@used-account")


ROWS = (
    row("directory.open-account", KEEPERS, person="p057"),
    row("directory.allow-password", KEEPERS, account="@used-account", reason="忘记密码"),
    row("directory.lift-wait", KEEPERS, account="@used-account"),
    row("directory.reset-second-factor", KEEPERS, account="@used-account", reason="手机丢失"),
    row("directory.close-account", KEEPERS, account="@used-account", reason="不再需要"),
    row("directory.issue-password", KEEPERS, account="@account"),
    row("directory.get-account", f"self system {READERS}", account="@account"),
    row("directory.list-accounts", READERS),
    row("directory.export-accounts", READERS, **JULY),
    row("directory.list-account-orders", "system"),
    row("directory.take-over-accounts", "system", accounts=[{"login": "more", "person": P}]),
)
