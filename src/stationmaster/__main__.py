"""`python -m stationmaster`."""

from stationmaster.cli.main import run

if __name__ == "__main__":
    run()
