"""`jikao personal-data`: what the services hold of people's lives, for what, who sees it, and for how long. Reads the
program, no organ's data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from rich.console import Console
from rich.table import Table

from deploy import roster
from services.kernel.domain import events as facts
from services.kernel.domain import private
from services.kernel.domain.private import Matter
from services.kernel.host.settings import Settings
from services.kernel.rules.regulations import Rules
from services.kernel.rules.values import Table as Years


def show(*, on: date | None = None) -> int:
    """Prints a table for each service, and of each procedure the fields by how they are kept."""
    settings, console = Settings(), Console()
    names = tuple(roster.roster(settings))
    facts.discover(names)
    day = on or roster.clock_of(settings).now().date()
    years = Rules.load(roster.folder(settings.regulations)).personal_data.kept_years.in_force(day, Years)
    fields = {name: private.fields_by_mark(name) for name in names}
    for name in names:
        table = Table(title=name, title_justify="left")
        for heading in ("业务 procedure", "为何 why", "谁可见 who sees", "保存 kept", "字段 fields"):
            table.add_column(heading, overflow="fold")
        for matter in private.inventory(name).values():
            kept = f"{matter.kept.zh} {matter.kept.en}\n{years.get(matter.kept)} 年 years"
            why, sees = "\n".join(matter.why), "\n".join(matter.sees)
            table.add_row(matter.procedure, why, sees, kept, _said(fields[name].get(matter.procedure, {}), matter))
        console.print(table)
    procedures = [found for of_service in fields.values() for found in of_service.values()]
    marked, of = sum(map(bool, procedures)), len(procedures)
    console.print(f"{of} 项业务，{marked} 项含个人或涉密字段 / {of} procedures, {marked} with marked fields")
    return 0


MARKS = {
    "personal": "加密 encrypted",
    "reckoned": "不外传 stays in",
    "shared": "供其他业务 for others",
    "confidential": "涉密 secret",
}


def _said(found: Mapping[str, tuple[str, ...]], matter: Matter) -> str:
    lines = [f"{words}: {', '.join(found[mark])}" for mark, words in MARKS.items() if mark in found]
    if matter.plain:
        lines.append(f"公开 open: {', '.join(matter.plain)}")
    return "\n".join(lines)
