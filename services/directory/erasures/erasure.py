"""One erasure: proposed by one person, approved by another, carried out after a time unless it is taken back."""

from __future__ import annotations

from services.directory.erasures import events as e
from services.kernel.domain.aggregate import Becomes
from services.kernel.domain.proposal import Facts, Proposal
from services.kernel.domain.words import Status, Word


class ErasureStatus(Status):
    PROPOSED = "proposed", "待批准", "waiting for approval"
    APPROVED = "approved", "已批准，等待期内", "approved, waiting"
    ORDERED = "ordered", "已删除", "erased"
    DECLINED = "declined", "未予批准", "declined"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"


class Basis(Word):
    """On what ground personal information may be erased (个人信息保护法第四十七条)."""

    EXPIRED = "expired", "保存期限届满", "its time of keeping is over"
    ACHIEVED = "achieved", "处理目的已实现或不再必要", "what it was for is achieved"
    WITHDRAWN = "consent-withdrawn", "本人撤回同意或提出删除", "the person asks for it"
    UNLAWFUL = "unlawful", "违反法律或约定处理", "it was kept against the law"


FACTS = Facts(e.ErasureProposed, e.ErasureApproved, e.ErasureDeclined, e.ErasureWithdrawn)
BECOMES: Becomes = {
    e.ErasureProposed: ErasureStatus.PROPOSED,
    e.ErasureApproved: ErasureStatus.APPROVED,
    e.ErasureOrdered: ErasureStatus.ORDERED,
    e.ErasureDeclined: ErasureStatus.DECLINED,
    e.ErasureWithdrawn: ErasureStatus.WITHDRAWN,
}
CITES = ("organ",)


class Erasure(Proposal):
    CALLED = "个人信息删除", "erasure of personal data"
    CITES = CITES
    CARRIES = ("person", "record", "department", "kinds")
    BECOMES = BECOMES
    person = ""
    record = ""
    department = ""
    kinds: tuple[str, ...] = ()
