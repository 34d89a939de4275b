"""How well a venue's board scans, measured in a picture of it; NumPy only."""
