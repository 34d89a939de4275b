"""How signs of violation are told: in words, as a sheet, as a letter."""
