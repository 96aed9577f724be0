"""考核办法: the weights, allowances and caps, as versioned data."""
