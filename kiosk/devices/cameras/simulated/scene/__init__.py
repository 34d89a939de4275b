"""What the drawn camera sees at one moment: a room, people, what they hold, light, lens and sensor."""
