"""Kore.ai's calls, by what they are about."""
