"""学习周期: when study of each kind falls due through the year, and what was done or missed (A6, A8, A9, B5)."""
