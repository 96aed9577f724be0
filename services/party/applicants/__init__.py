"""入党申请人: the way into the Party as dated steps, with its papers, and the plan of the year (B4.3)."""
