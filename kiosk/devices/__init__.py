"""The real things behind the addresses, one file each."""
