"""收文: incoming documents from registration by the clerk to closing (A18, B11.1, B11.2)."""
