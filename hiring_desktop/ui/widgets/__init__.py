"""The window's own controls and painters."""
