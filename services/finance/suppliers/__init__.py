"""供应商: whom the organ buys from, and from whom it does not buy for a while (A31, B9.5)."""
