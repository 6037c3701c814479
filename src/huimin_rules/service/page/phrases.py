"""The words of the report as the page takes them: one JSON value for each language."""

from dataclasses import fields

from huimin_rules.canonical import Json
from huimin_rules.report.phrases import CONCLUSION_SIGNS, SIGNS, Phrases


def phrases_of(words: Phrases) -> Json:
    """Every phrase of a language by its name, with the signs of statuses and conclusions."""
    said: dict[str, Json] = {}
    for field in fields(words):
        phrase = getattr(words, field.name)
        said[field.name] = phrase if isinstance(phrase, str) else {str(key): word for key, word in phrase.items()}
    said["signs"] = {str(status): sign for status, (sign, _) in SIGNS.items()}
    said["conclusionSigns"] = {str(conclusion): sign for conclusion, (sign, _) in CONCLUSION_SIGNS.items()}
    return said
