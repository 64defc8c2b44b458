"""Assembles the dialects into one ASGI application."""
