"""How the questions look on the page, in the form's language."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from teamlet.content.instruments import ItemKind
from teamlet.content.schema import Text
from teamlet.front_door.presenters import menus
from teamlet.front_door.presenters.answering import Answering
from teamlet.front_door.presenters.around import Words
from teamlet.front_door.presenters.steps import Step, after, before, leaves_out
from teamlet.ground.ui.reason_words import say
from teamlet.records.instruments.queries import Visitor


def one(found: Visitor, who: Answering, step: Step, asked: tuple[Step, ...]) -> dict[str, Any]:
    """Return what the page of one question shows."""
    earlier = before(asked, step.number)
    return {
        "question": drawn(found, who, step),
        "back": reverse("front_door:question", kwargs={"number": earlier.number}) if earlier is not None else "",
        "is_last": after(asked, step.number) is None,
        "here": reverse("front_door:question", kwargs={"number": step.number}),
    }


def every(found: Visitor, who: Answering, asked: tuple[Step, ...]) -> dict[str, Any]:
    """Return what the page of all questions shows."""
    return {"questions": [drawn(found, who, step) for step in asked], "here": reverse("front_door:all")}


def ending(found: Visitor, who: Answering, asked: tuple[Step, ...]) -> dict[str, Any]:
    """Return what the last page shows: how many were answered, and the others to go back to."""
    language = found.form.language
    return {
        "answered": sum(step.value is not None for step in asked),
        "all": len(asked),
        "open": [
            {
                "text": step.item.text.raw(language),
                "url": reverse("front_door:question", kwargs={"number": step.number}),
            }
            for step in asked
            if step.value is None
        ],
        "leaves_out": leaves_out(found, who),
        "here": reverse("front_door:end"),
    }


def why(step: Step, words: Words) -> str:
    """Return why an answer was not kept, in the patient's words."""
    return say(step.error) if step.error is not None else words("not_kept")


def drawn(found: Visitor, who: Answering, step: Step) -> dict[str, Any]:
    """Return one question as the template draws it."""
    language = found.form.language
    item, value = step.item, step.value
    shown: dict[str, Any] = {
        "step": step,
        "name": step.name,
        "look": step.look,
        "text": item.text.raw(language),
        "stem": _in(item.stem, language),
        "low_label": _in(item.low_label, language),
        "high_label": _in(item.high_label, language),
        "credit": step.part.instrument.rules.rights.credit if step.part.instrument.rules.rights.validated else "",
        "value": value,
        "options": [
            {
                "code": option.code,
                "label": option.label.raw(language),
                "chosen": option.code in value if isinstance(value, list) else option.code == value,
                "risk": step.is_risk(option.code),
            }
            for option in item.options
        ],
        "lines": _lines(step),
        "error": step.error,
    }
    return shown | menus.for_question(found, who, step)


def _in(text: Text | None, language: str) -> str:
    return text.raw(language) if text is not None else ""


def _lines(step: Step) -> list[str]:
    if step.item.kind is not ItemKind.TEXTS:
        return []
    said = [str(each) for each in step.value or ()]
    return [said[place] if place < len(said) else "" for place in range(step.item.most)]
