"""`kiosk central trace`."""
