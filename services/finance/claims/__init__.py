"""报销: a claim with its invoices, checked, reviewed, approved and paid, strictly in this order (A32, B10.3, B10.7)."""
