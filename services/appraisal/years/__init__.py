"""年度汇总: what four quarters' published grades come to (A35)."""
