"""Item models: a store-side list of ids and a bounded cache of rows."""
