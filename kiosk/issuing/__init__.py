"""Where passes are made and taken back: at an issuer's desk, never at a door."""
