"""What is read from the journal, by connections that only read."""
