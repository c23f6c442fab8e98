"""The embedded document store and the encrypted attachments: the only place that knows a database engine."""
