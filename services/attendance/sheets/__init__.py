"""Monthly sheets: compiled by the department, handed to the office, accepted or returned (A14)."""
