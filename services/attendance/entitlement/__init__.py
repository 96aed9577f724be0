"""Annual leave of a person in a year, and its forfeiture (A16)."""
