"""What can be asked about accounts. The security administrator keeps them, never their own; what gives a post with
power its key takes a second person. A person's role is the posts they hold: those are given elsewhere."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.directory.accounts.account import USED, AccountStatus
from services.directory.accounts.record import AccountRecord
from services.directory.fields import PersonId
from services.kernel.domain.who import AUDITOR, SECURITY_ADMINISTRATOR, SELF, SYSTEM
from services.kernel.procedure.fields import Reason
from services.kernel.procedure.operations import Command, Page, PagedQuery, View
from services.kernel.procedure.record import CODE, Person
from services.kernel.procedure.registry import exporting, listing, showing

KEEPERS = (SECURITY_ADMINISTRATOR, SYSTEM)
READERS = (SECURITY_ADMINISTRATOR, AUDITOR)
AccountId = Annotated[UUID, Field(title="账号 / account")]
Login = Annotated[str, CODE, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]*$", max_length=60, title="登录名 / login")]


class OpenAccount(
    Command,
    path="POST /directory/accounts",
    who=KEEPERS,
    cites=("organ",),
    zh="开通账号",
    en="Open an account",
    returns=AccountRecord,
):
    """It takes a password before anybody gets in. For posts that are kept with more care that has to be allowed by a
    second person first.
    """

    person: PersonId
    login: Login | None = Field(
        default=None, title="登录名 / login", description="不填则为人员编号 / the person's id when left out"
    )


class OfAccount(Command, at="/directory/accounts/{account}", who=KEEPERS, cites=("organ",), returns=AccountRecord):
    account: AccountId


class AllowPassword(OfAccount, does="password", when=USED, zh="准发初始密码", en="Allow a new first password"):
    """For whoever has none yet or forgot it. The old one opens nothing any more, and open sessions end."""

    reason: Reason


class LiftWait(OfAccount, does="wait", when=USED, zh="解除登录等候", en="Lift the wait after wrong passwords"):
    pass


class ResetSecondFactor(
    OfAccount, does="second-factor", when=USED, zh="重设动态口令", en="Let the second factor be set up anew"
):
    """The device is lost: whoever gives the right password next sets up another one."""

    reason: Reason


class CloseAccount(OfAccount, does="closing", when=USED, zh="关闭账号", en="Close an account"):
    """Nobody logs in with it, and what is open ends: sessions, live pages, links to a calendar."""

    reason: Reason


class IssuedPassword(View):
    """`password` is told once and kept nowhere; empty where it was told before."""

    login: Annotated[str, CODE] = Field(title="登录名 / login")
    person: Person
    password: Annotated[str, CODE] = Field(title="初始密码 / first password", description="仅显示一次 / shown once")


class IssuePassword(
    Command,
    path="POST /directory/accounts/{account}/first-password",
    who=KEEPERS,
    cites=("organ",),
    when=AccountStatus.ALLOWED,
    zh="领取初始密码",
    en="Give out a first password",
    returns=IssuedPassword,
):
    """Shown once, to be handed over; it opens nothing but the choice of another one."""

    account: AccountId


GetAccount = showing(
    "GetAccount",
    AccountRecord,
    path="GET /directory/accounts/{account}",
    who=READERS + (SELF, SYSTEM),  # noqa: RUF005
    zh="查看账号",
    en="See an account",
)
ListAccounts = listing("ListAccounts", AccountRecord, path="GET /directory/accounts", who=READERS)
ExportAccounts = exporting("ExportAccounts", AccountRecord, path="GET /directory/accounts-export", who=READERS)


class OrderView(View):
    """How an account has to be at a gateway; the numbers say how often each was ordered."""

    login: Annotated[str, CODE] = Field(title="登录名 / login")
    person: Person
    open: bool = Field(title="可用 / open", description="在职且未关闭 / in service and not closed")
    powerful: bool = Field(title="从严管理 / takes more care")
    passwords: int = Field(title="准发密码次数 / passwords allowed")
    lifted: int = Field(title="解除等候次数 / waits lifted")
    factors: int = Field(title="重设动态口令次数 / second factors reset")


class ListAccountOrders(
    PagedQuery,
    path="GET /directory/account-orders",
    who=(SYSTEM,),
    zh="账号应有状态",
    en="How accounts have to be",
    returns=Page[OrderView],
):
    """By the gateways, which make it so."""


class KnownAccount(View):
    login: str = Field(min_length=1, max_length=60, title="登录名 / login")
    person: str = Field(min_length=1, max_length=60, title="人员 / person")
    closed: bool = Field(default=False, title="已关闭 / closed")


class TakenOver(View):
    taken: int = Field(title="新登记账号数 / newly on record")


class TakeOverAccounts(
    Command,
    path="POST /directory/account-orders",
    who=(SYSTEM,),
    cites=("organ",),
    zh="接管已有账号",
    en="Put accounts on record that are there",
    returns=TakenOver,
):
    """By the gateways: what their store holds and the directory does not know."""

    accounts: list[KnownAccount] = Field(min_length=1, max_length=500, title="账号 / accounts")
