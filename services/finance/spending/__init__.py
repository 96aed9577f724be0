"""事前审批: asked before it is spent, consented to by the post that the amount asks for (B10.7, A31)."""
