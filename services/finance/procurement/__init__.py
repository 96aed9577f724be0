"""采购: quotes compared, three people in their posts sign before order, at receipt and before payment (A31, B9.5)."""
