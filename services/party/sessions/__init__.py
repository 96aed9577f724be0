"""学习活动: sessions of every kind, who came, who asked for leave, who made up what they missed (A8, A9, B1, B5)."""
