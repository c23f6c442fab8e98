"""The domain: no Qt, no HTTP, no machine-learning library, no database engine outside ``storage``."""
