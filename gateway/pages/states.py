"""Chinese and English for the codes of one service, where they mean there what they do not elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

_DOCUMENTS = """
drafted 拟稿 drafted | revised 修改 revised | countersigned 会签 countersigned | objected 不同意会签 objected |
reviewed 核稿 reviewed | commented 提意见 commented | signed 签发 signed | numbered 编号 numbered |
printed 印制 printed | sealed 用印 sealed | distributed 分发 distributed |
step-done 办理 carried out | post 岗位 post | person 个人 person |
revoked 已作废 revoked |
absent 缺席 absent | applied 已用印 applied | archive 存档 archive | archived 已存档 archived |
assigned 已交办 assigned | called 已通知 called | circulation 传阅 circulation | city 市级 city |
closed 已办结 closed | collected 已收存 collected | comment 提意见 comment |
completed 传阅完毕 circulation complete | condemned 待销毁 to be destroyed | confidential 机密 confidential |
content 内容 content | countersign 会签 countersigning | criticism 通报批评 criticism | deferred 暂缓 deferred |
destroy 销毁 destroy | destroyed 已销毁 destroyed | discussed 已议 discussed | dismissed 不属实 dismissed |
distribute 分发 distribution | district 区级 district | draft 拟稿 draft | expected 应到 expected |
extend 延长保管 keep longer | filed 已归档 filed | handed-in 已提交 handed in | handed-over 已移交 handed over |
heads 会签部门负责人 heads asked | held 已召开 held | incoming 收文 incoming | instructed 已批示 instructed |
invited 列席 invited | kept 在库 kept | late 迟交 late | leader 送签领导 leader | lent 已借出 lent |
meeting 会议 meeting | member 应到 member | missing 未交 missing | nation 国家级 national | none 不需 none |
number 编号 number | on-agenda 列入议程 on the agenda | on-leave 请假 on leave | open 办理中 under way |
outgoing 发文 outgoing | owed 待交 owed | parallel 并送 all at once | plan 工作计划 plan | praise 表扬 praise |
prepared 已编制 prepared | present 出席 present | print 印制 printing | promised 已承诺期限 promised |
proposed 已提出 proposed | province 省级 province | published 已发表 published | read 已阅 read |
reader 阅件人 reader |
received 已接待 received | registered 已登记 registered | reported 已报办结 reported done | return 退还 give back |
returned 已退回 returned | review 核稿 review | routine 办理 routine | seal 用印 seal | secret 秘密 secret |
serial 依次传阅 one after another | settled 已办结 settled | sign 签发 signature | sponsor 主办人 sponsor |
stands 有效 in force | supervisor 分管领导 leader in charge | title 标题 title | top-secret 绝密 top secret |
upheld 属实 upheld | verified 已验收 verified | waiting 待阅 waiting | waived 免交 waived | warning 警告 warning
"""


def _read(said: str) -> Mapping[str, tuple[str, str]]:
    """`code 中文 english words`"""
    parts = (each.strip().split(" ", 2) for each in " ".join(said.split()).split("|"))
    return {code: (zh, en) for code, zh, en in parts}


STATES: Mapping[str, Mapping[str, tuple[str, str]]] = {"documents": _read(_DOCUMENTS)}
