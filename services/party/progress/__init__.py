"""学习进度: what each person owes of study in a year, and how far they are (B1.2, B1.8, B5.8)."""
