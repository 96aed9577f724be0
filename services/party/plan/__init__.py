"""学习计划: what is studied in a year, adopted by the chairperson's meeting (A6, A7, B5.1)."""
