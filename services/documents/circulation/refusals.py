"""Why something cannot be done to a circulation (B11.2)."""

from __future__ import annotations

from services.kernel.refusals import Refusal


class AlreadyCirculating(Refusal):
    code = "documents.circulation-already-started"
    next = ("请办理增加阅件人。", "Add the readers to it.")


class NotEnoughCopies(Refusal):
    """Only copies that were registered go round."""

    code = "documents.circulation-not-enough-copies"
    kind = "invalid"
    next = ("请减少份数，或先核对印制、登记的份数。", "Ask for fewer copies, or check how many there are.")


class AlreadyReader(Refusal):
    code = "documents.circulation-already-reader"
    kind = "invalid"
    next = ("请去掉已在名单中的人员。", "Leave out who is on the list already.")


class CirculationNotOpen(Refusal):
    """It was withdrawn, or everybody has read it."""

    code = "documents.circulation-not-open"
    next = ("请打开该文件查看传阅情况；需要再传阅的，请另行登记。", "Open the document to see how it went round.")


class NotHolding(Refusal):
    """The document is not in that person's hands."""

    code = "documents.circulation-not-holding"
    next = ("请打开传阅情况，核对文件在谁手中。", "Open the circulation and see who has it.")


class NotWaiting(Refusal):
    code = "documents.circulation-not-waiting"
    next = ("请打开传阅情况，核对待阅名单。", "Open the circulation and see who waits.")


class CopyNotOut(Refusal):
    code = "documents.circulation-copy-not-out"
    next = ("请打开传阅情况，核对份号和在谁手中。", "Open the circulation and check which copy is with whom.")


class NoCopyFree(Refusal):
    code = "documents.circulation-no-copy-free"
    next = ("请等阅件人退还后再分送。", "Wait until a reader gives one back.")


class NoRetentionAsked(Refusal):
    code = "documents.circulation-no-retention-asked"
    next = ("请先由阅件人提出留用申请。", "The reader asks to keep it first.")


class RetentionTooLong(Refusal):
    """Beyond what may be granted, or no longer than the reading term itself."""

    code = "documents.circulation-retention-too-long"
    kind = "invalid"
    next = ("请改填允许范围内的日期。", "Give a day within these bounds.")


class OwnRetention(Refusal):
    """Nobody decides on their own request."""

    code = "documents.circulation-own-retention"
    next = ("请由其他有权人员批准。", "Let somebody else decide.")


class AlreadyAsked(Refusal):
    code = "documents.circulation-retention-already-asked"
    next = ("请等待批准结果。", "Wait for the decision.")
