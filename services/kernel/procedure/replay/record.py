"""重演: the replays of one service, what they differ in, and 台账替换登记簿, the register of swaps.

A replay is work and no fact of the office: its line is written by whoever carries it out, and deleted in time. What
came of it, a swap, is in the log.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field
from sqlalchemy import Boolean, Column, Integer, String, Text

from services.kernel.domain.words import Status, Word
from services.kernel.log.registers import Register
from services.kernel.procedure.record import CODE, COMPUTED, Big, Code, Moment, Number, Person, Record, Row
from services.kernel.procedure.replay import events as e
from services.kernel.procedure.replay.swap import SwapStatus, becomes
from services.kernel.procedure.second_person import kept


class ReplayStatus(Status):
    QUEUED = "queued", "排队中", "queued"
    RUNNING = "running", "进行中", "running"
    PAUSED = "paused", "已暂停", "paused"
    DONE = "done", "已完成", "done"
    CANCELLED = "cancelled", "已取消", "cancelled"
    FAILED = "failed", "出错停止", "failed"


UNDER_WAY = (ReplayStatus.QUEUED, ReplayStatus.RUNNING)
ENDED = (ReplayStatus.DONE, ReplayStatus.CANCELLED, ReplayStatus.FAILED)


class Task(Word):
    BUILD = "build", "重演", "replay"
    COMPARE = "compare", "比对", "compare"


class Pace(Word):
    """How much of the time it works; it rests the remainder."""

    FULL = "full", "全速", "at full speed"
    HALF = "half", "半速", "half the time"
    QUARTER = "quarter", "四分之一速", "a quarter of the time"


SHARE = {Pace.FULL: 1.0, Pace.HALF: 0.5, Pace.QUARTER: 0.25}


class Found(Word):
    """What came of the comparison."""

    NOT_COMPARED = "not-compared", "未比对", "not compared"
    EQUAL = "equal", "一致", "equal"
    DIFFERENT = "different", "不一致", "different"
    NOTHING = "nothing", "没有行，未比对", "no row: nothing was compared"


class ReplayRecord(
    Record,
    table="replays",
    zh="重演",
    en="Replays",
    one="重演 / replay",
    by="-year -serial",
    find="status",
    sheet=(
        "number zh rules_zh moment reaches done status task pace speed seconds_left found differing asked_by asked_on"
    ),
    more=(
        Column("slot", Integer, nullable=False),
        Column("against", String(32), nullable=False),
        Column("upto", Text, nullable=False),
        Column("before_swap", Boolean, nullable=False),
    ),
):
    """`reaches` is how many events it is built from, `done` how many of these are in it. `mended`: not by the program
    that keeps the live rows, but by another one, whose `program` is a digest of what its projections do."""

    number: Number
    part: Code = Field(max_length=80, title="台账代码 / register")
    zh: str = Field(max_length=120, title="内容 / what (Chinese)")
    en: str = Field(max_length=120, title="内容(英文) / what")
    status: ReplayStatus = Field(title="状态 / status")
    task: Task = Field(title="正在办理 / task")
    whole: bool = Field(title="到日志末尾 / to the end of the log")
    moment: Moment | None = Field(title="截至时间 / as of")
    aggregate: Code = Field(max_length=32, title="单件记录 / of one record")
    draft: Code = Field(max_length=40, title="试用的草案 / draft that is tried")
    parameter: Code = Field(max_length=120, title="试用的参数 / parameter that is tried")
    value: str = Field(max_length=2000, title="试用值 / value that is tried")
    rules_zh: str = Field(max_length=300, title="所依规则 / under which rules (Chinese)")
    rules_en: str = Field(max_length=300, title="所依规则(英文) / under which rules")
    mended: bool = Field(title="另一版本程序 / by another program")
    program: Code = Field(max_length=64, title="程序摘要 / digest of the program")
    reaches: Big = Field(title="截至序号 / up to position")
    done: Big = Field(title="已重演 / events done")
    speed: int = Field(title="每秒事件 / events a second")
    seconds_left: Annotated[int | None, COMPUTED] = Field(default=None, title="约余秒数 / seconds left")
    pace: Pace = Field(title="速度 / pace")
    found: Found = Field(title="比对结果 / comparison")
    differing: int = Field(title="不一致行数 / rows that differ")
    compared_at: Big = Field(title="比对序号 / compared at position")
    asked_by: Person = Field(title="发起人 / asked by")
    asked_on: date = Field(title="发起日 / asked on")
    fault_zh: str = Field(max_length=500, title="出错原因 / fault (Chinese)")
    fault_en: str = Field(max_length=500, title="出错原因(英文) / fault")


class Kind(Word):
    CHANGED = "changed", "值不同", "another value"
    MISSING = "missing", "现有缺行", "live lacks the row"
    EXTRA = "extra", "现有多行", "live has a row too many"
    ADDED = "added", "重演新增", "new in the replay"
    GONE = "gone", "重演不含", "not in the replay"


class DifferenceRecord(
    Row,
    table="replay_differences",
    zh="重演比对差异",
    en="Differences found by a replay",
    one="差异 / difference",
    key="replay n",
    by="replay n",
    sheet="zh kind key column_zh live_zh rebuilt_zh source position fact recorded",
    more=(Column("replay", String(32), nullable=False), Column("for_all", Boolean, nullable=False)),
):
    """One column of one row; `position` is the event that it goes back to, 0 where no event leads to such a row. Or a
    column, or the table, that only one side has. `_zh` and `_en`: in the words of the register's own fields; empty of a
    column that no field declares."""

    n: int = Field(title="序 / n")
    register_name: Code = Field(max_length=80, title="台账代码 / register")
    zh: str = Field(max_length=120, title="台账 / register (Chinese)")
    en: str = Field(max_length=120, title="台账(英文) / register")
    kind: Kind = Field(title="差异 / difference")
    key: Code = Field(title="行 / row")
    column: Code = Field(max_length=80, title="列 / column")
    column_zh: Annotated[str, COMPUTED] = Field(default="", title="列 / column (Chinese)")
    column_en: Annotated[str, COMPUTED] = Field(default="", title="列(英文) / column")
    live: str = Field(title="现有 / as it is")
    live_zh: Annotated[str, COMPUTED] = Field(default="", title="现有 / as it is (Chinese)")
    live_en: Annotated[str, COMPUTED] = Field(default="", title="现有(英文) / as it is")
    rebuilt: str = Field(title="重演 / as replayed")
    rebuilt_zh: Annotated[str, COMPUTED] = Field(default="", title="重演 / as replayed (Chinese)")
    rebuilt_en: Annotated[str, COMPUTED] = Field(default="", title="重演(英文) / as replayed")
    source: Code = Field(max_length=40, title="来源 / whose log")
    position: Big = Field(title="起因事件 / event that it goes back to")
    fact: Code = Field(max_length=120, title="起因事实 / fact")
    recorded: Moment | None = Field(title="记录时间 / recorded")


class SwapRecord(
    Record,
    table="register_swaps",
    zh="台账替换登记簿",
    en="Swaps of registers",
    one="台账替换 / swap",
    by="-year -serial",
    find="status",
    dated="proposed_on",
):
    number: Number
    zh: str = Field(max_length=120, title="内容 / what (Chinese)")
    en: str = Field(max_length=120, title="内容(英文) / what")
    registers: Annotated[list[str], CODE] = Field(title="台账代码 / registers")
    back: bool = Field(title="换回 / taken back")
    replay: Code = Field(max_length=32, title="重演 / replay")
    position: Big = Field(title="截至序号 / up to position")
    differing: int = Field(title="不一致行数 / rows that differ")
    rows: int = Field(title="替换行数 / rows put in place")
    reason: str = Field(max_length=500, title="理由 / reason")
    status: SwapStatus = Field(title="状态 / status")
    proposed_by: Person = Field(title="提请人 / proposed by")
    proposed_on: date = Field(title="提请日 / proposed on")
    decided_by: Person = Field(title="核准人 / decided by")
    decided_on: date | None = Field(title="核准日 / decided on")
    answer: str = Field(max_length=500, title="未予核准或撤回的理由 / why not")


def register_of(service: str) -> Register:
    return kept(SwapRecord, e.declare(service), becomes(service), "position", "rows", answer="answer")


TABLES = (ReplayRecord.TABLE.metadata, DifferenceRecord.TABLE.metadata)
