"""印信: no use of a seal without the chair's consent each time (B11.5)."""
