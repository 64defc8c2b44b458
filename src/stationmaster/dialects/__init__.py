"""One package for each vendor whose HTTP API we speak."""
