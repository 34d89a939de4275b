"""Figures of the entries stored: how many passed where and when, who is inside, what is missing."""
