"""Regulations, working days, and what events count as: data that code asks for. Knows nothing but refusals."""
