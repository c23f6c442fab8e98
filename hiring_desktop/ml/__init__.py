"""Pure functions over bytes, text and numbers: no store, no Qt, no network."""
