"""固定资产: what the organ owns, who keeps it where, how it changes hands and how it goes (A28, B9.5)."""
