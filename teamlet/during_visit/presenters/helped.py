"""Answers to what gets in the way: those of the list, with what they did for people here."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import get_language, gettext as _

from teamlet.content import schema
from teamlet.ground import clock
from teamlet.records.documents.queries import what_helped
from teamlet.records.library.queries import load_for_as

#: Days that the memory looks back.
LOOK_BACK_DAYS = 365


def answers_listed(practice_id: int, *, with_memory: bool = False) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the answers by what they answer, for a pick list, in the order of the list.

    ``with_memory`` adds what each did for people here, and what helped most people comes first in its group: that
    reads a year of plans, so it is asked for only when somebody opens the part.
    """
    language = (get_language() or "en")[:2]
    helped = what_helped(practice_id, clock.now() - timedelta(days=LOOK_BACK_DAYS)) if with_memory else {}
    groups = []
    for barrier in load_for_as(schema.BarrierList, practice_id, "everyday").barriers:
        rows = []
        for strategy in barrier.strategies:
            code = f"{barrier.code}.{strategy.code}"
            words = strategy.text.say(language if strategy.text.has(language) else "en")
            known = helped.get(code)
            if known is not None:
                words += " " + _("(%(people)s people here used it; %(did)s did their step)") % {
                    "people": known.people,
                    "did": known.did,
                }
            rows.append((-(known.did if known else 0), code, words))
        label = barrier.staff_label.say(language if barrier.staff_label.has(language) else "en").capitalize()
        if rows:
            groups.append((label, [(code, words) for _most, code, words in sorted(rows, key=lambda row: row[0])]))
    return groups


def words_of(practice_id: int, code: str, language: str) -> str:
    """Return an answer of the list in the patient's language, where it exists in it, else in English."""
    for barrier in load_for_as(schema.BarrierList, practice_id, "everyday").barriers:
        for strategy in barrier.strategies:
            if f"{barrier.code}.{strategy.code}" == code:
                return strategy.text.say(language if strategy.text.has(language) else "en")
    return ""
