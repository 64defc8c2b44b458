"""Kore.ai's files, both ways: pure functions between bytes, JSON and the items of our datasets."""
