"""Runs trainings: a dispatcher over the ledger, and what computes for it."""
