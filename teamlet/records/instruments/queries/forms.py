"""Reading forms: what one asks, who answered what, whether it can be filled now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from teamlet.content import instruments as content
from teamlet.content.instruments import Instrument, Item
from teamlet.content.schema import Author
from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Decision
from teamlet.records.instruments.models import Answer, Form, FormChange, Score, TabletBinding
from teamlet.records.instruments.permissions import can_read
from teamlet.records.instruments.rules.answers import shown_items
from teamlet.records.instruments.rules.forms import CALLED_OFF, WIPE_AFTER, FormFacts, may_fill
from teamlet.records.instruments.words import FormState, MayFill, TabletState
from teamlet.records.patients.models import Patient
from teamlet.records.practice.queries import Scope, practice_id_of
from teamlet.records.visits.words import VisitState

#: States in which a form still waits for answers.
RUNNING = (FormState.ISSUED, FormState.OPENED, FormState.VERIFIED)


@dataclass(frozen=True, slots=True)
class Part:
    """One instrument of a form with the items that are asked, in order."""

    key: str
    instrument: Instrument
    items: tuple[Item, ...]

    def has(self, item: str) -> bool:
        """Whether this form asks the item."""
        return any(each.id == item for each in self.items)


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it was saved.  ``value`` None = left out on purpose.  Of each author the newest counts."""

    part: str
    item: str
    value: Any
    author: Author
    author_name: str
    relation: str
    mode: str
    language: str
    sequence: int
    at: datetime
    note: str
    id: int
    digest: str


def _forms(scope: Scope) -> Any:
    return Form.objects.filter(practice_id=practice_id_of(scope)).select_related(
        "patient", "practice", "visit", "reader__user", "issued_by", "read_by"
    )


def form(scope: Scope, oid: str) -> Form | None:
    """Return the practice's form with its patient, visit and reader, or None."""
    return _forms(scope).filter(oid=oid).first()


def form_by_code(scope: Scope, code: str) -> Form | None:
    """Return the form whose printed code this is, however it was typed (spaces, hyphens, capitals), or None."""
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return _forms(scope).filter(code=plain).first() if plain else None


def forms_of(scope: Scope, patient: Patient, *, limit: int = 20) -> list[Form]:
    """Return the patient's forms, newest first."""
    return list(_forms(scope).filter(patient=patient).order_by("-issued_at", "-id")[:limit])


def running_form(scope: Scope, patient: Patient, *, visit_id: int | None = None) -> Form | None:
    """Return the newest form that still waits for this patient's answers (of one visit where given), or None."""
    rows = _forms(scope).filter(patient=patient, state__in=RUNNING)
    if visit_id is not None:
        rows = rows.filter(visit_id=visit_id)
    return rows.order_by("-issued_at", "-id").first()


def forms_for_visits(scope: Scope, visit_ids: Iterable[int]) -> dict[int, list[Form]]:
    """Return the forms of these visits by visit id, newest first; one statement.

    For lists that say whether something was given out, declined or is back; no answer is read.
    """
    found: dict[int, list[Form]] = {}
    for row in _forms(scope).filter(visit_id__in=list(visit_ids)).order_by("-issued_at", "-id"):
        found.setdefault(row.visit_id, []).append(row)
    return found


def changes_of(form: Form) -> list[FormChange]:
    """Return how the form's state changed, oldest first."""
    return list(form.changes.select_related("by").order_by("id"))


def facts_of(form: Form) -> FormFacts:
    """Return what decides whether the form can be filled; its patient and visit are read where not loaded."""
    return FormFacts(
        state=FormState(form.state),
        expires_at=form.expires_at,
        visit_state=VisitState(form.visit.state) if form.visit is not None else None,
        is_merged=form.patient.merged_into_id is not None,
        is_deceased=form.patient.deceased_on is not None,
        is_active=form.patient.is_active,
    )


def can_be_filled(form: Form, *, at: datetime) -> Decision[MayFill]:
    """Return whether the form can be filled at ``at``, with the reason."""
    return may_fill(facts_of(form), at=at)


def parts_of(form: Form) -> tuple[Part, ...]:
    """Return what the form asks, in order, in the versions it was given out with."""
    return tuple(_part(key, form.asked.get(key)) for key in form.parts)


def _part(key: str, asked: list[str] | None) -> Part:
    instrument = content.by_key(key)
    items = instrument.items
    if asked is not None:
        wanted = set(asked)
        items = tuple(item for item in items if item.id in wanted)
    return Part(key, instrument, items)


def given_in(form: Form) -> tuple[Given, ...]:
    """Return every answer that counts now, of every author, in the order the questions were first answered."""
    return that_count(saved_in(form))


def saved_in(form: Form) -> tuple[Given, ...]:
    """Return every answer that was ever saved, in no order; one statement."""
    return tuple(as_given(*row) for row in Answer.objects.filter(form=form).values_list(*SAVED))


#: The columns of an answer that make a ``Given``, in its order.
SAVED = (
    "instrument", "version", "item", "value", "author", "author_name", "relation", "mode", "language", "sequence",
    "at", "note", "id", "digest",
)  # fmt: skip


def as_given(instrument: str, version: int, item: str, value: Any, author: str, *more: Any) -> Given:
    """Return an answer from its columns ``SAVED``."""
    return Given(f"{instrument}@{version}", item, value, Author(author), *more)


def that_count(saved: Iterable[Given]) -> tuple[Given, ...]:
    """Return of the answers saved the newest of each author to each question, in the order they were saved.

    A later page's answer is newer than an earlier page's, whichever came in first.
    """
    in_order = sorted(saved, key=lambda each: (each.sequence, each.id))
    newest = {(each.part, each.item, each.author, each.author_name): each for each in in_order}
    return tuple(sorted(newest.values(), key=lambda each: each.id))


def value_before(form: Form, part: str, item: str, author: Author, author_name: str, sequence: int) -> Any:
    """Return what an author's answer was before the save with this count: what a page made then showed, or None."""
    instrument, _at, version = part.partition("@")
    rows = Answer.objects.filter(
        form=form, instrument=instrument, version=version, item=item, author=author, author_name=author_name
    )
    return rows.filter(sequence__lt=sequence).order_by("sequence", "id").values_list("value", flat=True).last()


def answers_by(given: Iterable[Given], part: str, author: Author, author_name: str = "") -> dict[str, Any]:
    """Return one author's answers to one part, by item; those left out are absent."""
    return {
        each.item: each.value
        for each in given
        if each.part == part and each.author is author and each.author_name == author_name and each.value is not None
    }


def author_that_counts(given: Iterable[Given], part: str) -> tuple[Author, str]:
    """Return whose answers make the part's score: the patient's where there are any, else who answered most.

    A score never mixes two authors.
    """
    many: dict[tuple[Author, str], int] = {}
    for each in given:
        if each.part == part and each.value is not None:
            many[each.author, each.author_name] = many.get((each.author, each.author_name), 0) + 1
    if not many or (Author.PATIENT, "") in many:
        return Author.PATIENT, ""
    return max(many, key=lambda who: (many[who], who[1]))


def visible_items(part: Part, answers: dict[str, Any]) -> tuple[Item, ...]:
    """Return the part's items that are shown, given one author's answers so far."""
    return shown_items(part.instrument, answers, among=[item.id for item in part.items])


@dataclass(frozen=True, slots=True)
class ReadPart:
    """A part of a returned form as one reader may see it; ``given`` is empty and ``withheld`` True otherwise."""

    part: Part
    given: tuple[Given, ...]
    score: Score | None
    withheld: bool


def read_parts(by: Principal, form: Form) -> tuple[ReadPart, ...]:
    """Return the form's parts with answers and score, each as far as this person's roles may read it."""
    given = given_in(form)
    scores = {f"{row.instrument}@{row.version}": row for row in form.scores.all()}
    shown = []
    for part in parts_of(form):
        open_to_me = can_read(by.roles, part.instrument)
        mine = tuple(each for each in given if each.part == part.key) if open_to_me else ()
        shown.append(ReadPart(part, mine, scores.get(part.key) if open_to_me else None, not open_to_me))
    return tuple(shown)


def returned_forms(scope: Scope, *, reader_id: int | None = None, limit: int = 100) -> list[Form]:
    """Return the forms that came back and nobody has read yet, longest waiting first; one reader's where given."""
    rows = _forms(scope).filter(state=FormState.SUBMITTED, read_at__isnull=True)
    if reader_id is not None:
        rows = rows.filter(reader_id=reader_id)
    return list(rows.order_by("ended_at", "id")[:limit])


def scores_of(scope: Scope, patient: Patient, instrument: str, *, limit: int = 24) -> list[Score]:
    """Return the patient's scores of one instrument, newest first: only these are compared with each other.

    Those of a form entered in error are left out.
    """
    rows = Score.objects.filter(practice_id=practice_id_of(scope), patient=patient, instrument=instrument)
    rows = rows.exclude(form__state=FormState.ENTERED_IN_ERROR)
    return list(rows.order_by("-at", "-id")[:limit])


def last_answered(scope: Scope, patient: Patient) -> dict[tuple[str, str], datetime]:
    """Return when the patient last answered each (instrument, item), in any form that counts; one statement."""
    rows = (
        Answer.objects.filter(form__practice_id=practice_id_of(scope), form__patient=patient, value__isnull=False)
        .exclude(form__state=FormState.ENTERED_IN_ERROR)
        .values_list("instrument", "item", "at")
    )
    found: dict[tuple[str, str], datetime] = {}
    for instrument, item, moment in rows:
        key = (instrument, item)
        found[key] = max(found.get(key, moment), moment)
    return found


def has_forms_to_end(scope: Scope, *, at: datetime) -> bool:
    """Whether ``expire_forms`` has anything to do; asked by the worker, so that nothing is written for nothing."""
    practice_id = practice_id_of(scope)
    over = (
        Q(expires_at__lte=at)
        | Q(visit__state__in=list(CALLED_OFF))
        | Q(patient__merged_into__isnull=False)
        | Q(patient__deceased_on__isnull=False)
        | Q(patient__is_active=False)
    )
    idle = TabletBinding.objects.filter(
        practice_id=practice_id, state__in=[TabletState.OPEN, TabletState.CURTAIN], touched__lte=at - WIPE_AFTER
    )
    return Form.objects.filter(over, practice_id=practice_id, state__in=RUNNING).exists() or idle.exists()
