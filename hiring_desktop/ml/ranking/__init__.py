"""Ranking: profiles scored against a job. Pure functions over values: nothing here stores or fetches anything."""
