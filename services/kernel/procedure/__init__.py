"""What a procedure is written in, and how one application carries its operations out."""
