"""What the designer asks of a sample: its words, proposals, and how a draft reads it."""
