"""What the form says so far, as sentences: the step, the contact, one hint, and what a nurse looks at first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils.translation import get_language

from teamlet.content import schema
from teamlet.content.cautions import CautionMet, met_cautions
from teamlet.content.parsing import is_odd_amount
from teamlet.content.sentences import StepParts, spoken_sentence, step_sentence
from teamlet.during_visit.presenters.contact import Changes, Proposed, propose
from teamlet.during_visit.presenters.gate import Gate
from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Reason
from teamlet.records.documents.forms import PathForm, parts_of, written_out
from teamlet.records.documents.queries import LANGUAGES
from teamlet.records.followups.words import Channel
from teamlet.records.library.queries import load_for_as
from teamlet.records.patients.models import Patient
from teamlet.records.patients.queries import caution_facts
from teamlet.records.plans.rules import PlanFacts, next_hint
from teamlet.records.plans.words import FollowUpAnswer, GoalSource, TeachBack
from teamlet.records.practice.models import Practice


@dataclass(frozen=True, slots=True)
class Told:
    """The form so far in sentences.  ``page_sentence`` is the step in the page's language when that is another."""

    sentence: str
    page_sentence: str
    page_language: str
    needs_gloss: bool
    contact: Proposed
    hint: Reason | None
    cautions: tuple[CautionMet, ...]
    gate: Gate
    amount: str = ""
    days: str = ""


def typing_language(patient: Patient) -> str:
    """Return the language typed words are read in first: that of whoever types."""
    del patient
    return (get_language() or "en")[:2]


def page_language(patient: Patient) -> str:
    """Return the language of the patient's page ("en" when none is on record)."""
    return (patient.language or "en")[:2]


def tell(
    values: Any, *, practice: Practice, patient: Patient, today: date, by: Principal, gate: Gate, form: PathForm
) -> Told:
    """Put the posted or prefilled ``values`` into sentences; never raises for any text."""
    language = typing_language(patient)
    parts = written_out(parts_of(values, language), language)
    other = page_language(patient)
    on_page = step_sentence(parts, other) if other in LANGUAGES else None
    clean = getattr(form, "cleaned_data", {}) if form.is_bound and form.is_valid() else {}
    return Told(
        sentence=_sentence(parts, language),
        page_sentence=(on_page or "") if other != language else "",
        page_language=other,
        needs_gloss=bool(parts.step.spoken) and other != language and on_page is None,
        contact=propose(practice, patient, today, by, changes_of(clean, form)),
        hint=next_hint(_facts(values, parts, clean, today)) if parts.step.spoken else None,
        cautions=cautions_of(values, patient, today, by),
        gate=gate,
        amount=values.get("amount") or "",
        days=values.get("days") or "",
    )


def cautions_of(values: Any, patient: Patient, today: date, by: Principal) -> tuple[CautionMet, ...]:
    """Return what a licensed person looks at before this step starts."""
    said = " ".join(str(values.get(name) or "") for name in ("step", "amount", "when"))
    said = ", ".join(part for part in (said.strip(), str(values.get("days") or "")) if part)
    if not said:
        return ()
    content = load_for_as(schema.CautionList, by, "steps")
    return met_cautions(said, caution_facts(by, patient, on=today), on=today, content=content)


def changes_of(clean: dict[str, Any], form: PathForm) -> Changes:
    """Return what a clean form changes about the proposed contact."""
    return Changes(
        agreed_on=clean.get("agreed_on"),
        opens=_time(clean.get("from_time")),
        closes=_time(clean.get("to_time")),
        channel=Channel(clean.get("channel") or Channel.CALL),
        phone=clean.get("phone") or "",
        owner=form.owners.get(clean.get("owner") or ""),
        starts_on=clean.get("starts_on"),
    )


def _sentence(parts: StepParts, language: str) -> str:
    if not parts.step.spoken:
        return ""
    said = spoken_sentence(parts, language)
    return said[:1].upper() + said[1:]


def _facts(values: Any, parts: StepParts, clean: dict[str, Any], today: date) -> PlanFacts:
    """Return the seven fields as facts; what is asked later counts as known, so that no hint is about it."""
    sure = clean.get("confidence")
    answer = str(values.get("follow_up") or "")
    return PlanFacts(
        step=parts.step.spoken,
        goal_source=GoalSource.PATIENT,
        has_amount=bool(parts.amount and parts.amount.spoken),
        amount_is_odd=parts.amount is not None and is_odd_amount(parts.amount.spoken),
        has_when=bool(parts.when and parts.when.spoken),
        days_per_week=parts.days.count if parts.days else None,
        has_where=True,
        start_on=clean.get("starts_on") or today,
        length_days=14,
        no_barrier_expected=True,
        confidence=sure,
        follow_up=FollowUpAnswer.AGREED if answer else FollowUpAnswer.NOT_ASKED,
        importance=10,
        said_back=TeachBack.CLEAR,
        copy_answered=True,
    )


def _time(value: Any) -> time | None:
    return value or None
