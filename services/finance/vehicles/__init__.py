"""公务用车: the register of vehicles, who uses them, what they cost and what falls due (B9.5)."""
