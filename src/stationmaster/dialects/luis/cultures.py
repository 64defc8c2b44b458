"""The cultures that LUIS offered, by code."""

from __future__ import annotations

from collections.abc import Mapping

CULTURES: Mapping[str, str] = {
    "ar-ar": "Arabic",
    "de-de": "German",
    "en-gb": "British English",
    "en-us": "English",
    "es-es": "Spanish",
    "es-mx": "Spanish Mexican",
    "fr-ca": "French Canadian",
    "fr-fr": "French",
    "gu-in": "Gujarati",
    "hi-in": "Hindi",
    "it-it": "Italian",
    "ja-jp": "Japanese",
    "ko-kr": "Korean",
    "mr-in": "Marathi",
    "nl-nl": "Dutch",
    "pt-br": "Brazilian Portuguese",
    "ta-in": "Tamil",
    "te-in": "Telugu",
    "tr-tr": "Turkish",
    "zh-cn": "Chinese",
}
