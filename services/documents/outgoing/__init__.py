"""发文: drafted, countersigned, reviewed, signed; numbered, sealed and sent; archived with the draft (A19, B11.3)."""
