"""What a write touched: the one door for writes, its audit entry and its outbox record."""
