"""预算: the year's plan by line and department; nothing beyond it is committed or spent (A28, B10.3)."""
