"""联系代表、困难户: whom each member of the staff keeps in contact with, visits and what came of them (A10, A12)."""
