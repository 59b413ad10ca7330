"""Which texts of the content patients read or hear; the gate runs over all of these."""

from __future__ import annotations

from collections.abc import Iterator

from teamlet.content import checking, schema
from teamlet.content.library import ContentFile

_STAFF_FIELDS = ("staff_label", "staff_reason", "fact_groups", "readings")

#: Texts that may be harder than the gate allows, by ``file:key`` (validated items).  None yet.
EXEMPT: frozenset[str] = frozenset()


def patient_texts(file: ContentFile) -> Iterator[tuple[str, schema.Text]]:
    """Yield ``(key, text)`` of every patient-facing text of a file."""
    content = file.content
    if isinstance(content, schema.Population):
        return  # staff only: patients never read the word
    for key, text in checking.texts(content):
        if key == "title" or any(field in key for field in _STAFF_FIELDS):
            continue
        place = int(key.split("[")[1].split("]")[0]) if "[" in key else 0
        prompt = isinstance(content, schema.PromptSet) and key.startswith("prompts[")
        if prompt and content.prompts[place].use is not schema.Use.SAY:
            continue
        if isinstance(content, schema.DocumentTexts) and not content.texts[place].patient:
            continue
        if f"{file.name}:{key}" not in EXEMPT:
            yield key, text
