"""The ports of the services, on SQL and files."""
