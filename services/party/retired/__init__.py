"""离退休干部: who they are, and the visits, benefits and condolences owed to them (B9.7)."""
