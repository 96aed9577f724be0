"""银行对账单: what the bank says of the organ's account, taken in line by line, none lost and none twice (A28)."""
