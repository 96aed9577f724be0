"""会议决议: what a meeting decided, and the tasks made of it (A17, A34, B2.5, B2.6)."""
