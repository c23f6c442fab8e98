"""Smart Hiring desktop."""
