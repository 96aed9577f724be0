"""工会慰问: birthdays, four festivals, colleagues in hospital; owed by the chair of the union (A24–A26)."""
