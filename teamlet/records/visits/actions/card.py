"""Writing down the answers to the three questions of a patient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import ChangedMeanwhile, Reason, Refused
from teamlet.records.visits.actions.visits import check_writable, join
from teamlet.records.visits.models import CardAnswer, Visit

#: Questions on the card, and the longest line that answers one.
QUESTIONS, LINE = 3, 160


@dataclass(frozen=True, slots=True)
class CardSaid:
    """One line for each of the three questions (empty = not answered), and the patient's own question with its line."""

    answers: tuple[str, ...] = ("",) * QUESTIONS
    own_question: str = ""
    own_answer: str = ""


@action
def answer_card(*, visit: Visit, said: CardSaid, seen: int, at: datetime, by: Principal) -> CardAnswer:
    """Save the answers as their next version; the page to take home made after it prints them.

    ``seen`` is the number the form showed (0 = none).  Raises ``ChangedMeanwhile`` when somebody else answered since,
    ``Refused`` for a line that is too long and a visit entered in error.
    """
    visit = Visit.objects.select_for_update().select_related("patient").get(pk=visit.pk)
    check_writable(visit, visit.patient)
    if visit.card_number != seen:
        raise ChangedMeanwhile("card")
    lines = [line.strip() for line in (*said.answers, said.own_question, said.own_answer)]
    if len(said.answers) != QUESTIONS or any(len(line) > LINE for line in lines):
        raise Refused(Reason("visits.card_line", {"longest": LINE}))
    visit.card_number += 1
    visit.save(update_fields=["card_number"])
    row = CardAnswer.objects.create(
        visit=visit,
        number=visit.card_number,
        answers=lines[:QUESTIONS],
        own_question=lines[QUESTIONS],
        own_answer=lines[QUESTIONS + 1],
        by_id=by.user_id,
        at=at,
    )
    join(visit, at, by)
    audit(row, patient=visit.patient, number=row.number, answered=sum(bool(line) for line in lines[:QUESTIONS]))
    return row
