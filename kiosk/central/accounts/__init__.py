"""Who may look at what, and the audit of what was looked at and changed."""
