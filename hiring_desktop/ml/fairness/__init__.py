"""Fairness: what decisions and rankings did to groups of people. Pure functions over counts, numbers and text.

Plain Python throughout: an audit of a hundred thousand rows needs no numpy, so that the command starts fast and any
process may run it. What each number means, where it comes from and where it is not defined stands in
``docs/fairness.md``.
"""
