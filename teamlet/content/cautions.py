"""Steps that a licensed person looks at before they start.

A step that meets a caution is saved like any other; its line is printed until a licensed person has
decided.  The lists are reviewed content (kind ``cautions``); here is only how they are applied.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from teamlet.content import library
from teamlet.content.matching import Fact, Facts, clauses, facts_of, find_any, medicine_names
from teamlet.content.schema import CautionList, Text
from teamlet.ground.reasons import Reason

__all__ = ["CautionMet", "Fact", "Facts", "met_cautions", "shipped"]


@dataclass(frozen=True, slots=True)
class CautionMet:
    """One caution that a step meets: why, and what is printed.

    ``words`` are the words of the step as written, ``facts`` the labels on record that count.
    """

    code: str
    words: str
    facts: tuple[str, ...]
    line: Text
    staff_reason: Text

    @property
    def reason(self) -> Reason:
        """The same as a reason for page, card and audit."""
        if self.facts:
            return Reason(
                "content.caution_met", {"caution": self.code, "words": self.words, "facts": ", ".join(self.facts)}
            )
        return Reason("content.caution_met_by_words", {"caution": self.code, "words": self.words})


def shipped() -> CautionList:
    """Return the newest shipped list."""
    return library.load_as(CautionList, "steps")


def met_cautions(
    step_text: str,
    facts: Facts,
    *,
    on: dt.date,
    content: CautionList | None = None,
) -> tuple[CautionMet, ...]:
    """Return every caution that the words of a step meet, in the order of the list.

    Give all that the patient said about the step (step, amount, when and days).  English and Spanish
    are both tried, whatever the page's language.  Facts not known never make a caution go away: a rule
    without facts counts on words alone.  Never raises for any text.
    """
    known = content or shipped()
    text = clauses(step_text)
    own = medicine_names(facts, on=on)
    said = {group.code: find_any(text, group.patterns, own_medicines=own) for group in known.word_groups}
    on_record = {group.code: facts_of(group, facts, on=on) for group in known.fact_groups}
    met: list[CautionMet] = []
    for caution in known.cautions:
        for rule in caution.rules:
            words = next((said[code] for code in rule.words if said[code]), None)
            labels = tuple(dict.fromkeys(label for code in rule.facts for label in on_record[code]))
            if words is not None and (labels or not rule.facts):
                met.append(CautionMet(caution.code, words, labels, caution.line, caution.staff_reason))
                break
    return tuple(met)
