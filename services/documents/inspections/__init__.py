"""内务: the monthly cleaning, unannounced inspections, and what follows from them (A21, A22, B12)."""
