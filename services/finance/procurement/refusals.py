"""What a purchase refuses (A31)."""

from __future__ import annotations

from services.kernel.refusals import Refusal


class SignaturesMissing(Refusal):
    """Not all three have signed for this step."""

    code = "finance.purchase-signatures-missing"
    next = (
        "请经办人、办公室分管后勤副主任、机关纪检组长分别签字后再办。",
        "Let the handler, the office deputy director for logistics and the head of the discipline group sign first.",
    )


class SignedAlready(Refusal):
    """That post has signed for this step."""

    code = "finance.purchase-signed"
    next = ("请等待其他人签字。", "Wait for the others to sign.")


class SamePerson(Refusal):
    """Three different people: who has signed counts once, whatever other post they hold or stand in for."""

    code = "finance.purchase-same-person"
    kind = "forbidden"
    next = (
        "请由另一人签字；一人代行两岗的，另行委托他人代行其一。",
        "Somebody else signs; where one person is both, have somebody else stand in for one of the posts.",
    )


class NotSigned(Refusal):
    """They have no signature here to withdraw."""

    code = "finance.purchase-not-signed"
    kind = "invalid"
    next = ("请打开该采购，查看签字情况。", "Open the purchase to see who has signed.")


class TooFewQuotes(Refusal):
    """Fewer suppliers were asked than the amount asks for."""

    code = "finance.purchase-too-few-quotes"
    next = ("请继续询价并登记报价。", "Ask further suppliers and enter what they offer.")


class NotTheLowest(Refusal):
    """Another supplier offers it for less, and no reason is given."""

    code = "finance.purchase-not-lowest"
    kind = "invalid"
    next = ("请选择最低报价，或说明不选最低报价的理由。", "Choose the lowest quote, or say why not.")


class AwaitsDecision(Refusal):
    """Major spending is decided by the Party group collectively, and it has not carried this."""

    code = "finance.purchase-awaits-decision"
    next = (
        "请由党组成员以该采购的编号提出表决事项，通过后再订购。",
        "Have it put to the Party group's vote by its reference, and order once it is carried.",
    )


class AboveQuote(Refusal):
    """More than the supplier offered it for."""

    code = "finance.purchase-above-quote"
    kind = "invalid"
    next = ("请按报价订购；确需更高价格的，重新登记报价并选定。", "Order at the quote, or enter and choose a new one.")


class AboveOrder(Refusal):
    """More than was ordered: goods or money."""

    code = "finance.purchase-above-order"
    kind = "invalid"
    next = ("请核对合同、验收数量和发票。", "Compare contract, accepted quantity and invoice.")


class OtherSeller(Refusal):
    """The invoice is not the supplier's from whom it was ordered."""

    code = "finance.purchase-other-seller"
    kind = "invalid"
    next = ("请核对发票的销售方税号和供应商台账。", "Compare the seller's tax number with the register of suppliers.")


class GoodsAccepted(Refusal):
    """Some of it was accepted, and has to be paid."""

    code = "finance.purchase-goods-accepted"
    next = ("其余不再到货的，请终止交货并结算已验收部分。", "End the deliveries, and settle what was accepted.")


class AssetsMissing(Refusal):
    """Assets of the purchase are not on the register yet, or are there already where they must not be."""

    code = "finance.purchase-assets"
    next = ("请先核对该采购的固定资产登记。", "Look at the assets registered of the purchase first.")
