"""钥匙: the keys of rooms, lent until a day (B12.5)."""
