"""个人事项报告: gifts handed in, family events, private trips (A5, B14.3, B14.5, B14.6)."""
