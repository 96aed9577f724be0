"""个人年度记录: what a year's consequences are for somebody, each with its article; and their objections (A35)."""
