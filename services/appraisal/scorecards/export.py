"""The quarter's scorecards as a workbook: a sheet of scores, and a sheet with every rule's calculation."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from services.appraisal.scorecards.operations import QuarterView
from services.kernel.procedure.workbook import Cell, Column, Sheet, write
from services.kernel.rules.model import cites_said

_NOT_DUE = "无考核内容"


def workbook_of(view: QuarterView, zone: ZoneInfo) -> bytes:
    """The same view gives the same bytes."""
    notes = [
        f"考核办法：{view.basis.policy_name}(第 {view.basis.policy} 号)",
        f"依据位点：{view.at}",
    ]
    if view.basis.as_of is not None:
        notes.append(f"截至：{view.basis.as_of.astimezone(zone):%Y-%m-%d %H:%M}")
    return write([_scores(view, notes), _rules(view, notes)])


def _scores(view: QuarterView, notes: list[str]) -> Sheet:
    dimensions = view.cards[0].card.dimensions if view.cards else ()
    columns = [Column("部门", 30), Column("平均人数"), Column("得分"), Column("名次")]
    columns += [Column(f"{d.zh}(权重 {d.weight})") for d in dimensions]
    columns.append(Column("摘要 SHA-256", 66))
    return Sheet("记分卡", f"{view.quarter} 部门季度记分卡", columns, _score_rows(view), notes)


def _score_rows(view: QuarterView) -> Iterator[list[Cell]]:
    for proven in view.cards:
        card = proven.card
        scores: list[Cell] = [_NOT_DUE if d.score is None else d.score for d in card.dimensions]
        score: Cell = _NOT_DUE if card.score is None else card.score
        yield [card.zh, card.heads, score, proven.rank, *scores, proven.digest]


def _rules(view: QuarterView, notes: list[str]) -> Sheet:
    columns = [
        Column("部门", 30),
        Column("维度", 20),
        Column("规则", 20),
        Column("依据数据", 40),
        Column("计算", 50),
        Column("得分"),
        Column("条款", 16),
    ]
    return Sheet("逐项说明", f"{view.quarter} 记分卡逐项说明", columns, _rule_rows(view), notes)


def _rule_rows(view: QuarterView) -> Iterator[list[Cell]]:
    for proven in view.cards:
        card = proven.card
        for dimension in card.dimensions:
            if not dimension.due:
                yield [card.zh, dimension.zh, "", _NOT_DUE, "权重分摊至其他维度", None, cites_said(dimension.cites)]
                continue
            yield [card.zh, dimension.zh, "基础分", "", "", dimension.base, cites_said(dimension.cites)]
            for rule in dimension.rules:
                counted = ";".join(f"{c.kind} = {c.quantity}" for c in rule.counted)
                yield [card.zh, dimension.zh, rule.zh, counted, rule.working, rule.points, cites_said(rule.cites)]
            held = f"{dimension.floor} ≤ {dimension.sum} ≤ {dimension.cap}"
            yield [card.zh, dimension.zh, "维度得分", "", held, dimension.score, cites_said(dimension.cites)]
