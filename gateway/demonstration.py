"""The logins of a demonstration: one for every role of the sample organ. Everybody knows their password, so outside a
demonstration it opens nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.accounts import Account, Accounts

DEMO_PASSWORD = "jikao-demo"  # noqa: S105  # shown on the login page of a demonstration, and only there
DEMO_POSTS = (
    ("chair", "chair", "主任"),
    ("deputy", "deputy-chair-1", "副主任"),
    ("secretary", "secretary-general", "秘书长"),
    ("director", "head-office", "办公室主任"),
    ("clerk", "clerk", "办公室文书"),
    ("organiser", "deputy-head-office", "办公室副主任（组织委员）"),
    ("logistics", "deputy-head-office-logistics", "办公室分管后勤副主任"),
    ("archivist", "archivist", "档案管理员"),
    ("seals", "seal-keeper", "印章保管员"),
    ("head", "head-finance-economy", "财经工委主任"),
    ("finance", "finance-leader", "分管财务领导"),
    ("accountant", "accountant", "会计"),
    ("cashier", "cashier", "出纳"),
    ("discipline", "discipline-head", "纪检组长"),
    ("union", "union-chair", "机关工会主席"),
    ("admin", "system-administrator", "系统管理员"),
    ("security", "security-administrator", "安全管理员"),
    ("auditor", "auditor", "审计员"),
)
"""(login, post whose holder it is, what the login page says)."""


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
    people = [(login, person, note) for login, post, note in DEMO_POSTS if (person := holders(post))]
    people += [("staff", person, "工作人员") for person in list(staff)[:1]]
    people += [(person, person, "") for person in everybody]
    accounts.add_all(people, password)
    return accounts.listed()
