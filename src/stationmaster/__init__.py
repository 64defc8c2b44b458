"""Stationmaster: a self-hosted NLU training server that tells the truth about training."""

__version__ = "0.1.0"
