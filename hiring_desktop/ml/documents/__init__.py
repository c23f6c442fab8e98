"""Bytes to pages, lines and words in reading order."""
