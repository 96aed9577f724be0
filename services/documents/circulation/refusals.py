"""Why something cannot be done to a circulation (B11.2)."""

from __future__ import annotations

from services.kernel.refusals import Refusal


class AlreadyCirculating(Refusal):
    code = "documents.circulation-already-started"


class NotEnoughCopies(Refusal):
    """Only copies that were registered go round."""

    code = "documents.circulation-not-enough-copies"
    kind = "invalid"


class AlreadyReader(Refusal):
    code = "documents.circulation-already-reader"
    kind = "invalid"


class CirculationNotOpen(Refusal):
    """It was withdrawn, or everybody has read it."""

    code = "documents.circulation-not-open"


class NotHolding(Refusal):
    """The document is not in that person's hands."""

    code = "documents.circulation-not-holding"


class NotWaiting(Refusal):
    code = "documents.circulation-not-waiting"


class CopyNotOut(Refusal):
    code = "documents.circulation-copy-not-out"


class NoCopyFree(Refusal):
    code = "documents.circulation-no-copy-free"


class NoRetentionAsked(Refusal):
    code = "documents.circulation-no-retention-asked"


class RetentionTooLong(Refusal):
    """Beyond what may be granted, or no longer than the reading term itself."""

    code = "documents.circulation-retention-too-long"
    kind = "invalid"


class OwnRetention(Refusal):
    """Nobody decides on their own request."""

    code = "documents.circulation-own-retention"


class AlreadyAsked(Refusal):
    code = "documents.circulation-retention-already-asked"
