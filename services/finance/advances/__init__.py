"""借款: cash lent for an errand with the leaders' consent, settled by claims and repayment (B10.7)."""
