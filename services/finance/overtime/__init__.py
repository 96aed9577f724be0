"""加班: consented to before, done and confirmed, compensated by time off or a sum (A30)."""
