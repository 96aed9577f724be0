"""待办·催办: what lies with whom, since when and why, and the reminders that it brings (A18, B11.2)."""
