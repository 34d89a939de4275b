"""What an area, an agency, a site and a kiosk are called."""

ID = r"[a-z0-9-]{2,40}"
