"""党费: owed by every member each month, paid by the member alone, remitted upward with its register (B8)."""
