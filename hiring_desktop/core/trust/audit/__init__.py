"""The trail: who did what, in chains that show every edit."""
