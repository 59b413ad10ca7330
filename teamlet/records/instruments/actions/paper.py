"""Giving out forms on paper for the visits of a day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from teamlet.content.schema import Mode
from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.instruments.actions.forms import issue_form
from teamlet.records.instruments.models import Form
from teamlet.records.instruments.permissions import check_issue
from teamlet.records.instruments.queries.asking import what_to_ask
from teamlet.records.instruments.queries.forms import RUNNING, forms_for_visits
from teamlet.records.instruments.rules.asking import Asked, AskedPart
from teamlet.records.instruments.rules.words import MayAsk
from teamlet.records.instruments.words import FormPurpose
from teamlet.records.practice.models import Practice
from teamlet.records.visits.models import Visit

#: Comes first, as the topics do.
_BUBBLES = "goal_menu"


@dataclass(frozen=True, slots=True)
class HandedOut:
    """The forms that were made, and the visits for which there is none, each with the reason."""

    forms: tuple[Form, ...]
    left_out: tuple[tuple[Visit, Reason], ...]


@action
def hand_out_paper(
    *,
    practice: Practice,
    visits: Sequence[Visit],
    with_plan: Collection[int] = (),
    extra: Sequence[str] = (),
    at: datetime,
    by: Principal,
) -> HandedOut:
    """Give out a form for each of ``visits`` that has none waiting, with what that patient is to be asked on paper.

    ``with_plan``: row numbers of patients with a plan in force.  ``extra``: further instruments (ids) for everybody
    they exist for.  A visit whose patient cannot get a form is left out with the reason; the others get theirs.
    """
    check_issue(by)
    waiting = forms_for_visits(practice, [visit.pk for visit in visits])
    made: list[Form] = []
    left_out: list[tuple[Visit, Reason]] = []
    for visit in visits:
        if any(form.state in RUNNING for form in waiting.get(visit.pk, ())):
            continue
        patient = visit.patient
        language = (patient.language or "en").partition("-")[0]
        asked = what_to_ask(
            practice, patient, mode=Mode.PAPER, at=at, language=language, has_plan=patient.pk in with_plan
        )
        if not asked.parts:
            left_out.append((visit, _why_none(asked)))
            continue
        limits = _without_repeats(asked.parts, extra)
        try:
            form = issue_form(
                patient=patient,
                visit=visit,
                purpose=FormPurpose.VISIT_PREPARATION,
                parts=[*(each for each in extra if each == _BUBBLES), *limits, *(e for e in extra if e != _BUBBLES)],
                asked=limits,
                language=language,
                at=at,
                by=by,
            )
        except Refused as refused:
            left_out.append((visit, refused.reason))
        else:
            made.append(form)
    audit(practice, forms=len(made), left_out=len(left_out))
    return HandedOut(tuple(made), tuple(left_out))


def _without_repeats(parts: Sequence[AskedPart], extra: Sequence[str]) -> dict[str, list[str]]:
    """Return what is asked of each instrument: the bubbles ask for topics, so the preparation does not ask again."""
    found = {}
    for part in parts:
        items = [item for item in part.items if not (_BUBBLES in extra and item == "topics")]
        if items and part.key.partition("@")[0] not in extra:
            found[part.key] = items
    return found


def _why_none(asked: Asked) -> Reason:
    """Return why nothing can be asked on paper: what staff can ask instead comes before what nobody can."""
    in_person = [each for each in asked.left_out if each.decision.status is MayAsk.AT_VISIT]
    found = next(iter([*in_person, *asked.left_out]), None)
    return found.decision.reason if found is not None else Reason("instruments.no_parts")
