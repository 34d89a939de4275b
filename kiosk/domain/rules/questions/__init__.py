"""The rules themselves, a file for each matter; `order.py` says when each is asked."""
