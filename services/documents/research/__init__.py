"""调研文章: at least one by each department each year (A13, B9.2)."""
