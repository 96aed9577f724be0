"""民主评议党员: each year's evaluation of the members, step by step (B7)."""
