"""Content as a form: every text of a file in all its languages, side by side."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from teamlet.content import schema
from teamlet.ground.ui.forms import PlainForm

#: Parts of a file that people do not write.
_NOT_TEXT = frozenset({"provenance"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands in a file: its path ("prompts[2].text"), the codes around it, its words by language."""

    path: str
    around: str
    words: Mapping[str, str]


def texts_in(body: Mapping[str, Any]) -> list[Place]:
    """Return every text of a body in the order of the file."""
    languages = frozenset(body.get("languages", ("en", "es")))
    return list(_walk(body, "", "", languages))


def with_texts(body: Mapping[str, Any], words: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """Return a copy of ``body`` in which the texts at (path, language) say what ``words`` says."""
    made = copy.deepcopy(dict(body))
    for place in texts_in(made):
        holder = _at(made, place.path)
        for language in place.words:
            if (place.path, language) in words:
                holder[language] = words[place.path, language]
    return made


class ContentForm(PlainForm):
    """One text area per text and language; fields are named by number, never by what they hold."""

    note = forms.CharField(
        label=_("What is different, and why (for the history)"),
        required=False,
        max_length=240,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, body: Mapping[str, Any], note: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.body, self.places = body, texts_in(body)
        self.fields["note"].initial = note
        for number, place in enumerate(self.places):
            for language, words in place.words.items():
                rows = min(8, 1 + len(words) // 60)
                self.fields[f"t{number}_{language}"] = forms.CharField(
                    label=LANGUAGE_LABELS.get(language, language),
                    required=False,
                    initial=words,
                    widget=forms.Textarea(attrs={"rows": rows, "lang": language}),
                )

    def pairs(self) -> list[tuple[Place, list[forms.BoundField]]]:
        """Return each text with its fields, one a language."""
        return [
            (place, [self[f"t{number}_{language}"] for language in place.words])
            for number, place in enumerate(self.places)
        ]

    def field_of(self, key: str) -> str | None:
        """Return the name of the field for a problem's key ("prompts[2].text.es"), or None."""
        for number, place in enumerate(self.places):
            for language in place.words:
                if key in (f"{place.path}.{language}", place.path):
                    return f"t{number}_{language}"
        return None

    def made(self) -> dict[str, Any]:
        """Return the body with the words as typed.  Only after ``is_valid()``."""
        words = {
            (place.path, language): self.cleaned_data[f"t{number}_{language}"].replace("\r\n", "\n")
            for number, place in enumerate(self.places)
            for language in place.words
        }
        return with_texts(self.body, words)


LANGUAGE_LABELS = {"en": _("English"), "es": _("Spanish")}


def _walk(value: Any, path: str, around: str, languages: frozenset[str]) -> Iterator[Place]:
    if isinstance(value, Mapping):
        if value and set(value) <= languages and all(isinstance(each, str) for each in value.values()):
            yield Place(path, around, dict(value))
            return
        here = str(value.get("code") or value.get("picture") or around)
        for key, each in value.items():
            if path or key not in _NOT_TEXT:
                yield from _walk(each, f"{path}.{key}" if path else key, here, languages)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _walk(each, f"{path}[{number}]", around, languages)


def _at(body: Any, path: str) -> Any:
    for part in path.replace("[", ".[").split("."):
        body = body[int(part[1:-1])] if part.startswith("[") else body[part]
    return body


KINDS = tuple(schema.KINDS)
