"""得分变动: what moved a score between two moments, event by event."""
