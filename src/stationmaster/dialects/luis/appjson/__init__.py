"""LUIS app JSON, schema 1.3 to 7.0, both ways: what an export file says and what we make of it."""

from stationmaster.dialects.luis.appjson.convert import convert
from stationmaster.dialects.luis.appjson.layout import DEFAULT_SCHEMA, SCHEMAS
from stationmaster.dialects.luis.appjson.parse import ImportedApp, parse_app
from stationmaster.dialects.luis.appjson.reading import InvalidAppJson
from stationmaster.dialects.luis.appjson.render import render_app

__all__ = [
    "DEFAULT_SCHEMA",
    "SCHEMAS",
    "ImportedApp",
    "InvalidAppJson",
    "convert",
    "parse_app",
    "render_app",
]
