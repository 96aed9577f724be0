"""账簿: double entry under everything that moves money, so that books match reality (A28)."""
