"""Fictional resumes: who they are (``*.toml``), and how each is set on the page."""
