"""`jikao office …`: how a real office begins and is looked after, on an embedded data folder, its server stopped.

Everything else an administrator does goes through operations, in the pages or over HTTP.
"""

from __future__ import annotations

import contextlib
import secrets
import sys
from pathlib import Path

import cyclopts
from rich.console import Console

from deploy import claims, demonstration, web
from deploy.embedded import Embedded
from deploy.organ_files import OrganFaults
from deploy.organ_import import import_organ
from deploy.policy_import import adopt_policy
from deploy.roster import folder
from deploy.serving import picture_of, progress_bar
from services.kernel.host.settings import Settings
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.operations import Operation

app = cyclopts.App(name="office", help="机构与账号 · begin an office: its organ, its policy, its accounts.")
console = Console(stderr=True)


@app.command(name="import")
def import_(organ: Path, *, data: Path = Path("data")) -> int:
    """Bring an organ's files (see deploy/organ/README.md) and the appraisal policy in; again changes nothing.

    Parameters
    ----------
    organ
        Folder with organ.toml and the CSV files.
    """
    demonstration.refuse_one(data)
    with claims.folder(data):
        return _import(organ, data, Settings())


def _import(organ: Path, data: Path, settings: Settings) -> int:
    runtime = Embedded(data, settings)
    token = runtime.keys.system_token()

    def carry_out(operation: Operation) -> Answer:
        return runtime.call(Call(operation.NAME, operation.model_dump(mode="json"), token))

    with contextlib.closing(runtime), progress_bar() as told:
        try:
            steps = import_organ(organ, carry_out, lambda done, total: told("机构 · the organ", done, total))
        except OrganFaults as faults:
            for fault in faults.faults:
                console.print(f"{fault.file}:{fault.row} {fault.column}: {fault.zh} {fault.en}")
            return 1
        runtime.settle()
        adopt_policy(carry_out, folder(settings.regulations) / "policy.toml")
    console.print(f"{steps} 项已办理 · steps carried out")
    return 0


@app.command
def account(person: str, *, login: str = "", data: Path = Path("data")) -> int:
    """Open a person's account, or give it a new password. The password is printed once and must be changed.

    Parameters
    ----------
    person
        The person's id in the directory.
    login
        What they log in with; the person's id if not given.
    """
    demonstration.refuse_one(data)
    with contextlib.closing(Embedded(data, Settings())) as runtime:
        known = picture_of(runtime).person(person)
        services = tuple(runtime.services)
    if known is None:
        console.print(f"没有这个人 · there is no such person: {person}")
        return 1
    password = secrets.token_urlsafe(12)
    accounts = web.accounts_in(data, web.gateway_settings(services, demo=False))
    accounts.add(login or person, person, password)
    accounts.close()
    console.print(f"{known.name}: {login or person}")
    sys.stdout.write(password + "\n")
    return 0


@app.command(name="close-account")
def close_account(login: str, *, data: Path = Path("data")) -> int:
    """Close an account; its open sessions end with their access tokens, within a quarter of an hour."""
    accounts = web.accounts_in(data, web.gateway_settings((), demo=False))
    if login not in {known.login for known in accounts.listed()}:
        console.print(f"没有这个账号 · there is no such account: {login}")
        return 1
    accounts.close_account(login)
    accounts.close()
    return 0
