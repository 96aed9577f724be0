"""会议材料: what departments owe for a meeting, chased until it is there (B11.4)."""
