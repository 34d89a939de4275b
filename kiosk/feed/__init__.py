"""What kiosk and centre share: topics, packs, receipts, and their JSON Schema."""
