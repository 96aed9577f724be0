"""Chinese for the fields of views that give no title of their own (`Field(title="中文 / english")` does)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.pages.words import FIELDS

_SAID = """
adopted_at 施行时间 | adopted_by 施行人 | adopted_on 通过日期 | adoptions 采用情况 | aggregate 所属记录 |
annual_left 剩余公休假 | annual_taken 已休公休假 | applied_by 用印人 | applied_copies 实用份数 |
applied_on 用印日期 | approved_by 批准人 | archived_copies 存档份数 | archived_on 存档日期 | asked_due 申请延至 |
asked_until 申请留用至 | assigned_on 交办日期 | astray 无人承办 | at_once 当即 | attached_by 上传人 |
attached_on 上传日期 | author 责任者 | back 已退回份数 | back_on 归还日期 | bad 问题行数 | came_from 来自 |
circulation 传阅 | closed_on 办结日期 | collected_on 收存日期 | copies 份数 | dated 文件日期 | decided_by 决定人 |
decided_on 决定日期 | delegations 委托 | deputy 代行人 | destroyed_on 销毁日期 | detail 详情 |
distributed_on 分发日期 | document_number 文号 | drafted_at 起草时间 | drafted_by 起草人 | drafted_on 拟稿日期 |
duplicate_of 重复于 | empty 无可移交 | entitlement 应休天数 | expected 应到人员 | expires 保管到期 |
filed_on 归档日期 | forfeited 公休假取消 | form 形式 | forwarded 转报情况 | gone 已不在本机关 |
handed_in_by 提交人 | handed_in_on 提交日期 | handed_over_by 移交人 | handed_over_on 移交日期 | head_post 负责岗位 |
held 在手份数 | imported_by 导入人 | imported_on 导入日期 | instructions 批示 | late 逾期 | left_out 未列入 |
lent_on 借出日期 | lent_until 借至 | listed_by 列入人 | loan 借阅 | marks 出勤标记 | measure 处理 | measures 处理情况 |
merged_into 并入 | minutes 记录 | minutes_due 记录期限 | minutes_filed_on 记录归档日 | n 次数 |
numbered_on 编号日期 | objection 异议 | on 日期 | on_time 按期 | overdue 逾期 | overdue_now 现已逾期 |
overdue_since 逾期自 | overdue_times 逾期次数 | pages 页数 | period 保管期限 | personal_total 事假累计 |
place 次序 | prepared_by 编制人 | prepared_on 编制日期 | printed_on 印制日期 | proposals 拟办意见 |
proposed_by 提出人 | published_on 发表日期 | quantity 数量 | record 记录 | recorded_at 记录时间 |
recorder 记录人 | registered_on 登记日期 | removed_by 移除人 | removed_on 移除日期 | reported_on 报结日期 |
requirements 整改要求 | revision 稿次 | seal_use 用印 | sealed_on 用印日期 | seats 参会席位 | secrecy 密级 |
settled_on 办结日期 | signed_on 签发日期 | signed_revision 签发稿次 | since 自 | size 大小 | source 来源 |
sponsor 主办人 | started_on 开始日期 | step 环节 | step_en 环节（英文） | step_zh 环节 | submitted_on 报送日期 |
supervising_post 分管岗位 | title 标题 | to 至 | topics 议题 | trail 办理过程 | transfer 移交批次 | turn 轮次 |
unreceived 未签收 | urged 催办次数 | urged_on 催办日期 | urgency 紧急程度 | waiting 待阅人数 |
waits_since 等待自 | what 事项 | why 缘由 | withheld 按密级不显示 |
relation 关系 | whose 所属 | at 时间 | by 办理岗位 | stands_in_for 代行 | recipient 序号 | sent_on 发送日期 |
received_on 签收日期 | digest 摘要 | role 身份 | tasks 督办任务 | materials 材料
"""
COLUMNS: Mapping[str, tuple[str, str]] = {
    name: (zh, name.replace("_", " "))
    for name, _, zh in (each.strip().partition(" ") for each in " ".join(_SAID.split()).split("|"))
}


def title(name: str, lang: str) -> str:
    """What a field of a view is called where nothing nearer says so."""
    pair = FIELDS.get(name) or COLUMNS.get(name)
    return name.replace("_", " ") if pair is None else pair[lang == "en"]


def telling(rows: Sequence[Mapping[str, Any]], whole: Mapping[str, Any], lang: str) -> list[str]:
    """The columns of a list within a record that tell anything: not what the record says itself, nor empty ones."""
    return [
        name
        for name in rows[0]
        if not hidden(name, lang, rows[0])
        and any(row.get(name) not in (None, "", []) for row in rows)
        and not (name in whole and all(row.get(name) == whole[name] for row in rows))
    ]


def hidden(name: str, lang: str, row: Mapping[str, Any]) -> bool:
    """What a page need not say: its own address, the words of the other language, a code beside its words."""
    other = "zh" if lang == "en" else "en"
    return name in {"id", "version", other} or name.endswith(f"_{other}") or f"{name}_zh" in row
