"""人大代表: the register of deputies, and the voters whom each keeps in contact with (A10, A11)."""
