"""隔离: what of other services could not be taken in, and what becomes of it: tried again, or skipped by two people."""
