"""What `jikao audit` says while it works and of what it found: in both languages, in words where there are any."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import Progress

from services.kernel.log.rebuild import RowDifference
from services.kernel.log.registers import Register, table_of
from services.kernel.procedure.record import shapes
from services.kernel.procedure.replay.record import Kind
from services.kernel.procedure.replay.worded import WITHHELD

Pair = tuple[str, str]
"""Chinese and English."""
_ID = ("标识", "id")
"""Of a table that no record declares."""


def bar(console: Console) -> Progress:
    """It goes away when the work is done. Where nobody watches there is none: it would leave an empty line."""
    return Progress(console=console, transient=True, disable=not console.is_interactive)


@contextmanager
def shown(console: Console, what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar as a function of done and total."""
    with bar(console) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def difference(register: Register, found: RowDifference) -> Pair:
    """Which row of a register differs, and in what."""
    row: dict[str, Any] = found.key | {"number": (found.live or found.rebuilt or {}).get("number")}
    said = [(_title(register, found.table, name), value) for name, value in row.items() if value not in (None, "")]
    key = "，".join(f"{zh} {value}" for (zh, _), value in said), ", ".join(f"{en} {value}" for (_, en), value in said)
    if len(register.tables) > 1:
        key = f"{found.table}，{key[0]}", f"{found.table}, {key[1]}"
    if not found.columns:
        return f"{key[0]}：{'缺行' if found.live is None else '多行'}", (
            f"{key[1]}: {'missing row' if found.live is None else 'extra row'}"
        )
    columns = [(_title(register, found.table, name), name) for name in found.columns]
    named = (
        "、".join(_called(zh, code) for (zh, _), code in columns),
        ", ".join(_called(en, code) for (_, en), code in columns),
    )
    return f"{key[0]}：{named[0]}不一致", f"{key[1]}: differs in {named[1]}"


def replayed(line: Mapping[str, Any]) -> str:
    """One thing that differs in a replay: register, row, column, values and event; words before codes."""
    kind = Kind(line["kind"])
    where = f"{_both(line['zh'], line['en'], line['register_name'])}，行 / row {line['key']}"
    column = _both(line["column_zh"], line["column_en"], line["column"])
    if kind in (Kind.ADDED, Kind.GONE):  # its key is the table
        where = f"{_both(line['zh'], line['en'], line['register_name'])}，数据表 / table {line['key']}"
        return f"{where}{column and f'，列 / column {column}'}: {kind.zh} / {kind.en}"
    shows = line["column"] and line["live"] != WITHHELD
    live, rebuilt = (_both(line[f"{one}_zh"], line[f"{one}_en"], line[one]) for one in ("live", "rebuilt"))
    event = f"{line['source']} {line['position']} {line['fact']}" if line["position"] else "无此事件 / no event"
    return f"{where}: {column or f'{kind.zh} / {kind.en}'}{f' {live} → {rebuilt}' if shows else ''} ← {event}"


def _both(zh: str, en: str, code: str) -> str:
    """Words in both languages with the code behind them; the code alone where it has none."""
    return _called(" / ".join(dict.fromkeys(filter(None, (zh, en)))) or code, code)


def _title(register: Register, table: str, column: str) -> Pair:
    for line in register.lines:
        if table_of(line).name == table and column in (known := shapes(line)):
            zh, _, en = known[column].title.partition(" / ")
            return zh or column, en or zh or column
    return _ID if column == "id" else (column, column)


def _called(title: str, code: str) -> str:
    return code if title == code else f"{title} ({code})"
