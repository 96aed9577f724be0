"""学习笔记: notes and articles counted by characters, and the branch's check of them each half-year (B1.8, B5.8)."""
