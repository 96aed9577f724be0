"""`jikao regulations`: every article of both rule books with what cites it. Reads the program, no organ's data.

What an operation may do is said in the code; the policy is the one that comes with the regulation files.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy import roster
from services.kernel.host.settings import Settings
from services.kernel.log.store import Store
from services.kernel.procedure import citations
from services.kernel.procedure.citations import Citation, Covered
from services.kernel.procedure.identity import Verifier, new_key, public_key
from services.kernel.rules.model import Attitude
from services.kernel.rules.regulations import Rules

KINDS = {"operation": "业务操作", "obligation": "履职事项", "parameter": "参数", "rule": "考核规则"}


def show(*, only_open: bool = False) -> int:
    """Prints the table; the last line counts what is open."""
    settings, console = Settings(), Console()
    rules = Rules.load(roster.folder(settings.regulations))
    lines = citations.covered(rules, cited(settings))
    for book in rules.books.values():
        table = Table("条文", "内容", "引用它的业务 cited by", title=f"{book.id} {book.zh}", title_justify="left")
        for line in lines:
            if line.article.book.id == book.id and (line.open or not only_open):
                table.add_row(line.article.id, escape(line.article.zh), _by(line))
        console.print(table)
    still = sum(line.open for line in lines)
    stances = sum(line.article.attitude is not None for line in lines)
    console.print(
        f"{len(lines)} 条(项),未实现 {still},其中态度要求 {stances} / "
        f"{len(lines)} articles and items, {still} open; {stances} order an attitude"
    )
    return 0


def cited(settings: Settings) -> tuple[Citation, ...]:
    """What every service of the roster cites in code, and the policy of the regulation files where it is appraised."""
    office = roster.office(settings, Verifier(public_key(new_key())))
    found: list[Citation] = []
    with TemporaryDirectory(prefix="jikao-") as scratch:
        for name, module in roster.roster(settings).items():
            store = Store(f"sqlite:///{Path(scratch) / name}.db")
            app = roster.assemble(name, module, store=store, office=office).app
            found += citations.declared_by(app)
            app.close()
            if name == "appraisal":
                found += _of_the_policy(roster.folder(settings.regulations))
    return tuple(found)


def _of_the_policy(regulations: Path) -> Iterable[Citation]:
    from services.appraisal.policy.citations import citations_of_policy
    from services.appraisal.policy.files import read_policy

    return citations_of_policy(read_policy(regulations / "policy.toml"))


def _by(line: Covered) -> str:
    marks = ["[yellow]未实现 open[/]"] if line.open else []
    if line.article.attitude is not None:
        marks.append(escape(_stance(line.article.attitude)))
    by_kind: dict[str, list[str]] = {}
    for one in line.by:
        by_kind.setdefault(KINDS[one.kind], []).append(one.name)
    said = ["; ".join(marks)] if marks else []
    said += [escape(f"{kind}: {', '.join(names)}") for kind, names in by_kind.items()]
    return "\n".join(said) or "见各项 by its items"


def _stance(attitude: Attitude) -> str:
    """What an attitude is shown by, or why no record can show it."""
    if attitude.shown_by:
        return f"态度要求,体现于 attitude, shown by {', '.join(attitude.shown_by)}: {attitude.zh}"
    return f"态度要求,不留记录 attitude, on no record: {attitude.zh}"
