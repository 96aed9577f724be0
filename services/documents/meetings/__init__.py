"""会议: called, its agenda, who came, its minutes, its records collected (A17, B2, B11.4)."""
