"""支部会议: called, leave asked and decided, held, who came, minutes (A2, B3, B5.6)."""
