"""Who may see and do what, and with which key."""
