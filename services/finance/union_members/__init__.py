"""工会会员: who belongs to the staff union, and the one place where a day of birth is kept (A24)."""
