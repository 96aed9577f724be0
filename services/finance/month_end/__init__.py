"""月末结账: cash counted, the bank reconciled and signed by two, then the month's books are closed (A28, B10.2)."""
