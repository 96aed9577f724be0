"""What is owed of a meeting's minutes (A17). Apart from the rest, for the meetings' own views show it too."""

from services.kernel.domain.words import Status


class MinutesStatus(Status):
    OWED = "owed", "待提交", "owed"
    MISSING = "missing", "逾期未提交", "missing"
    FILED = "filed", "已提交", "filed"
    LATE = "late", "逾期提交", "filed late"
    NONE = "none", "不需提交", "not owed"
    """The meeting was cancelled."""
