"""Takes entries to the centre, over MQTT or not at all."""
