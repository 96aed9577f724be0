"""馆藏档案: what is filed under its number, found again, lent, and kept as long as its period says (A20)."""
