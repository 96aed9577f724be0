"""三会一课周期: each period's meeting of each kind is owed, by the calendar (A2, B2.3, B3, B5.6)."""
