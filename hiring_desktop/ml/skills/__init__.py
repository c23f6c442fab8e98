"""The skills vocabulary and its matcher."""
