"""The logins of a demonstration: one for every role of the sample organ. Everybody knows their password, so outside a
demonstration it opens nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.accounts import Account, Accounts

DEMO_PASSWORD = "jikao-demo"  # noqa: S105  # shown on the login page of a demonstration, and only there
DEMO_POSTS = (
    ("chair", "chair", "主任", "chair"),
    ("deputy", "deputy-chair-1", "副主任", "deputy chair"),
    ("secretary", "secretary-general", "秘书长", "secretary-general"),
    ("director", "head-office", "办公室主任", "head of the office"),
    ("clerk", "clerk", "办公室文书", "clerk of the office"),
    ("organiser", "deputy-head-office", "办公室副主任（组织委员）", "deputy head of the office (organisation)"),
    ("logistics", "deputy-head-office-logistics", "办公室分管后勤副主任", "deputy head of the office (logistics)"),
    ("archivist", "archivist", "档案管理员", "archivist"),
    ("seals", "seal-keeper", "印章保管员", "seal keeper"),
    ("head", "head-finance-economy", "财经工委主任", "head of the finance and economy committee"),
    ("finance", "finance-leader", "分管财务领导", "leader in charge of finance"),
    ("accountant", "accountant", "会计", "accountant"),
    ("cashier", "cashier", "出纳", "cashier"),
    ("discipline", "discipline-head", "纪检组长", "head of the discipline group"),
    ("union", "union-chair", "机关工会主席", "chair of the staff union"),
    ("admin", "system-administrator", "系统管理员", "system administrator"),
    ("security", "security-administrator", "安全管理员", "security administrator"),
    ("auditor", "auditor", "审计员", "auditor"),
)
"""(login, post whose holder it is, what the login page says in Chinese and English)."""
DEMO_STAFF = "staff", "工作人员", "member of staff"


def create_demo_accounts(
    accounts: Accounts,
    holders: Callable[[str], str | None],
    staff: Iterable[str],
    *,
    everybody: Iterable[str] = (),
    password: str = DEMO_PASSWORD,
) -> list[Account]:
    """An account per role of the sample organ, for the demo loader.

    `holders` names the person who holds a post today; the first of `staff` gets the login `staff`; `everybody` also
    get one each, named by their person id.
    """
    people = [(login, person, note) for login, post, note, _ in DEMO_POSTS if (person := holders(post))]
    people += [(DEMO_STAFF[0], person, DEMO_STAFF[1]) for person in list(staff)[:1]]
    people += [(person, person, "") for person in everybody]
    accounts.add_all(people, password)
    return accounts.listed()
