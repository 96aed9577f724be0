"""工会经费: a fund with books of its own; no payment against the eight prohibitions (A27)."""
