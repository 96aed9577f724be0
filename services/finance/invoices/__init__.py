"""发票: each one once, for ever and across people; read from its original, which is kept (A32, B10.5)."""
