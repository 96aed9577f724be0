"""廉洁自律: the year's warning education, and the leaders' half-yearly self-check (A4, B14.1, B14.2)."""
