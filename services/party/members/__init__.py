"""党员: who belongs to the branch, and how they came into it (B4.3, B4.5)."""
