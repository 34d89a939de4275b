"""What is written into the journal: steps within a transaction, in the journal's own thread."""
