"""Identities go: of one person because they ask for it, of everybody when their time is over. Counts stay."""
