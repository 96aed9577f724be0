"""纪检: reports and case files of the discipline group, for its members alone (A1, A5, B14)."""
