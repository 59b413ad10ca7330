"""Which texts of the content patients read or hear; the gate runs over all of these."""

from __future__ import annotations

from collections.abc import Iterator

from teamlet.content import checking, schema
from teamlet.content.instruments import Instrument
from teamlet.content.library import ContentFile

_STAFF_FIELDS = ("staff_label", "staff_reason", "fact_groups", "readings", "scoring", "highlights")

#: Texts of ours that may be harder than the gate allows, by ``file:key``.  None.
EXEMPT: frozenset[str] = frozenset()

#: Instruments whose wording is somebody else's, tested as it is: never changed, so not held to the gate.
VALIDATED = frozenset({"gad_7", "general_health", "phq_2", "phq_9", "self_efficacy_4", "self_efficacy_6"})


def patient_texts(file: ContentFile) -> Iterator[tuple[str, schema.Text]]:
    """Yield ``(key, text)`` of every patient-facing text of a file."""
    content = file.content
    if isinstance(content, (schema.Population, schema.StandingOrder)):
        return  # staff only: patients never read them
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


def question_texts(instrument: Instrument) -> Iterator[tuple[str, schema.Text]]:
    """Yield ``(key, text)`` of all that a patient reads in an instrument's questions; not those for staff."""
    yield "title", instrument.title
    for item in instrument.items:
        if item.id in instrument.rules.staff_items:
            continue
        for name in ("stem", "text", "low_label", "high_label"):
            text = getattr(item, name)
            if text is not None:
                yield f"{item.id}.{name}", text
        yield from ((f"{item.id}.{option.code}", option.label) for option in item.options)
