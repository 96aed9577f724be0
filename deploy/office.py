"""`jikao office …`: how a real office begins and is looked after, on a data folder whose server is stopped, or on the
servers of the cluster.

Everything else an administrator does goes through operations, in the pages or over HTTP.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cyclopts
from rich.console import Console

from deploy import claims, demonstration, stopped_cluster, web
from deploy.cluster import GATEWAY
from deploy.cluster_database import GIVEN, is_cluster
from deploy.embedded import Embedded
from deploy.first_accounts import FirstAccounts
from deploy.manifest import Manifest
from deploy.organ_files import OrganFaults
from deploy.organ_import import import_organ
from deploy.policy_import import adopt_policy
from deploy.roster import folder
from deploy.serving import picture_of, progress_bar
from gateway.accounts import Accounts
from services.kernel.host.settings import Settings
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Refusal

app = cyclopts.App(name="office", help="机构与账号 · begin an office: its organ, its policy, its accounts.")
console = Console(stderr=True)


@app.command(name="import")
def import_(organ: Path, *, data: Path = Path("data"), cluster: bool = False) -> int:
    """Bring an organ's files (see deploy/organ/README.md) and the appraisal policy in; again changes nothing.

    Parameters
    ----------
    organ
        Folder with organ.toml and the CSV files.
    cluster
        Into the cluster of this folder; said by itself where it has run before, or where JIKAO_POSTGRES_URL is set.
    """
    with _opened(data, on_cluster=cluster, begins=True) as office:
        runtime = office.runtime
        token = runtime.keys.system_token()

        def carry_out(operation: Operation) -> Answer:
            return runtime.call(Call(operation.NAME, operation.model_dump(mode="json"), token))

        with progress_bar() as told:
            try:
                steps = import_organ(organ, carry_out, lambda done, total: told("机构 · the organ", done, total))
            except OrganFaults as faults:
                for fault in faults.faults:
                    console.print(f"{fault.file}:{fault.row} {fault.column}: {fault.zh} {fault.en}")
                return 1
            runtime.settle()
            adopt_policy(carry_out, folder(runtime.settings.regulations) / "policy.toml")
    console.print(f"{steps} 项已办理 · steps carried out")
    return 0


@app.command
def account(person: str, *, login: str = "", data: Path = Path("data"), cluster: bool = False) -> int:
    """Open a person's account, or give it a new password. The password is printed once and must be changed.

    Parameters
    ----------
    person
        The person's id in the directory.
    login
        What they log in with; the person's id if not given.
    cluster
        On the cluster of this folder.
    """
    with _opened(data, on_cluster=cluster) as office:
        known = picture_of(office.runtime).person(person)
        if known is None:
            console.print(f"没有这个人 · there is no such person: {person}")
            return 1
        try:
            password = FirstAccounts(office.runtime, office.accounts).open(person, login or person)
        except Refusal as refused:
            console.print(f"{refused.zh} {refused.en}")
            return 1
    console.print(f"{known.name}: {login or person}")
    sys.stdout.write(password + "\n")
    return 0


@app.command(name="close-account")
def close_account(login: str, *, data: Path = Path("data"), cluster: bool = False) -> int:
    """Close an account; its open sessions end with their access tokens, within a quarter of an hour.

    Parameters
    ----------
    cluster
        On the cluster of this folder.
    """
    with _opened(data, on_cluster=cluster) as office:
        if login not in {known.login for known in office.accounts.listed()}:
            console.print(f"没有这个账号 · there is no such account: {login}")
            return 1
        try:
            FirstAccounts(office.runtime, office.accounts).close(login)
        except Refusal as refused:
            console.print(f"{refused.zh} {refused.en}")
            return 1
    return 0


@dataclass(frozen=True, slots=True)
class _Office:
    """The services, built but not at work, and who may log in to them."""

    runtime: Embedded
    accounts: Accounts


@contextlib.contextmanager
def _opened(data: Path, *, on_cluster: bool, begins: bool = False) -> Iterator[_Office]:
    """Where the office is: in the folder's files, or in the database of the cluster that the folder belongs to. Never
    in files beside a server that the settings name, nor in files that are made only by asking."""
    demonstration.refuse_one(data)
    settings = Settings()
    if settings.store_url:
        raise SystemExit(
            f"JIKAO_STORE_URL 只属于一个服务;机构与账号请改设 {GIVEN}(及 JIKAO_AMQP_URL、JIKAO_REDIS_URL)。"
            f" JIKAO_STORE_URL is one service's: for the whole office set {GIVEN}, JIKAO_AMQP_URL and JIKAO_REDIS_URL."
        )
    if not begins and not Manifest.read(data, settings.origin).found:
        raise SystemExit(
            f"{data} 中没有机构:请用 --data 指明数据目录,或先用 jikao office import 导入机构。"
            f" There is no office in {data}: say by --data where it is, or begin one by jikao office import."
        )
    with contextlib.ExitStack() as until_the_end:
        if on_cluster or is_cluster(data):
            cluster, runtime = until_the_end.enter_context(stopped_cluster.opened(data, settings))
            gateway = web.gateway_settings(tuple(runtime.services), demo=False)
            accounts = Accounts(cluster.places[GATEWAY].service.plain(), gateway)
            yield _Office(runtime, until_the_end.enter_context(contextlib.closing(accounts)))
        else:
            until_the_end.enter_context(claims.folder(data, begins=begins))
            until_the_end.enter_context(claims.private())
            runtime = until_the_end.enter_context(contextlib.closing(Embedded(data, settings)))
            gateway = web.gateway_settings(tuple(runtime.services), demo=False)
            accounts = until_the_end.enter_context(contextlib.closing(web.accounts_in(data, gateway)))
            yield _Office(runtime, accounts)
