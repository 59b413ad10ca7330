"""Saving answers one by one, sending a form back, reading it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from teamlet.content import instruments as content
from teamlet.content.instruments import Instrument
from teamlet.content.schema import Author, Mode
from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.instruments.actions.forms import add_part, end_links, lock_form, move_form
from teamlet.records.instruments.actions.routing import open_asking_task, open_reading_task
from teamlet.records.instruments.actions.safety import Alarm, raise_safety_alert
from teamlet.records.instruments.actions.wishes import INSTRUMENT as HELP_WANTED, keep_wishes
from teamlet.records.instruments.models import Answer, Form, FormAccess, SafetyAlert, Score, TabletBinding
from teamlet.records.instruments.permissions import can_read, check_enter, sensitivity_of
from teamlet.records.instruments.queries.access import may_use
from teamlet.records.instruments.queries.asking import ask_facts, ask_settings
from teamlet.records.instruments.queries.forms import (
    Given,
    Part,
    answers_by,
    author_that_counts,
    can_be_filled,
    given_in,
    parts_of,
)
from teamlet.records.instruments.queries.safety import has_named_cover, is_covered, may_send_remotely
from teamlet.records.instruments.rules.answers import accept_answer, clean_value, risk_of, unanswered_risks
from teamlet.records.instruments.rules.asking import NextPart, next_part
from teamlet.records.instruments.rules.safety import signs_in
from teamlet.records.instruments.rules.scoring import score
from teamlet.records.instruments.rules.words import AnswerState, Following, Risk
from teamlet.records.instruments.words import AlertKind, AnswerNote, AskWhy, FormState, MayFill, MaySend
from teamlet.records.patients.actions.tables import mark_for_populations
from teamlet.records.patients.models import Reading
from teamlet.records.patients.words import ReadingFrom, Sensitivity
from teamlet.records.tasks.actions import end_task
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind, TaskState

#: Longest name and relation of somebody who answers for the patient.
NAME_LENGTH, RELATION_LENGTH = 60, 40
#: No page saves one question more often.
MOST_SAVES = 1_000_000


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as it came in.

    ``part`` is a part of the form (``"phq_9@1"``), ``value`` an option's code, a whole number, words or a list of them
    as the item's kind says, None to leave the question out.  ``sequence`` is what the page carried: ``next_sequence``
    when it was made.
    """

    part: str
    item: str
    value: Any
    sequence: int = 1
    author: Author = Author.PATIENT
    author_name: str = ""
    relation: str = ""
    language: str = ""
    #: Only with ``Mode.PAPER``: what was seen on the page beside, or instead of, an answer.
    note: AnswerNote | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an answer.

    ``is_new`` False: it was there already (a repeated request).  ``show_crisis``: the page shows the crisis lines at
    once.  ``alert``: it raised one.  ``added``: parts that follow from it.
    """

    answer: Answer
    is_new: bool
    show_crisis: bool = False
    alert: SafetyAlert | None = None
    added: tuple[str, ...] = field(default_factory=tuple)


@action
def save_answer(
    *, form: Form, said: Said, mode: Mode, access: FormAccess | None = None, at: datetime, by: Principal
) -> Saved:
    """Save one answer: one transaction, the same request again adds nothing.

    With ``access`` a patient answers (link, tablet), without it a member of staff enters (``Mode.STAFF``,
    ``Mode.PAPER``).  An answer that may mean danger, and alarming words in any text, raise a safety alert in the same
    transaction, long before the form is sent back.  Positive short mood questions lead to the longer ones, or outside
    of covered hours and by link to somebody who asks in person.

    Raises ``Refused``, and nothing is saved, when the form is over or not open to this browser or person, the item is
    unknown, hidden or not asked, the value does not fit, the author may not answer, or the way is not allowed.
    """
    form = lock_form(form)
    _check_way(form, mode, access, at, by)
    part = _part(form, said)
    _check_author(part.instrument, said, mode, access, by)
    given = given_in(form)
    mine = answers_by(given, part.key, said.author, said.author_name)
    said = replace(said, value=clean_value(said.value), note=said.note if mode is Mode.PAPER else None)
    decision = accept_answer(
        part.instrument,
        said.item,
        said.value,
        mine,
        author=said.author,
        mode=mode,
        asked=form.asked.get(part.key),
    )
    if decision.status is AnswerState.NOT_KEPT:
        raise Refused(decision.reason)
    digest = _digest(said)
    known = _known(form, part, said, given, digest)
    if known is not None:
        audit(known, patient=form.patient, part=part.key, item=said.item, again=True)
        alert = SafetyAlert.objects.filter(answer=known).first()
        return Saved(known, is_new=False, show_crisis=alert is not None, alert=alert)
    answer = Answer.objects.create(
        form=form,
        instrument=part.instrument.id,
        version=part.instrument.version,
        item=said.item,
        value=said.value,
        digest=digest,
        sequence=said.sequence,
        author=said.author,
        author_name=said.author_name,
        relation=said.relation,
        mode=mode,
        language=said.language or form.language,
        note=said.note or "",
        by_id=by.user_id,
        at=at,
    )
    if access is not None and access.binding_id is not None:
        TabletBinding.objects.filter(pk=access.binding_id).update(touched=at)
    alert = _raise_where_needed(form, part.instrument, answer, at, by)
    after = {**mine, said.item: said.value} if said.value is not None else mine
    follow = _follow(form, part, after, said, mode, at, by)
    audit(
        answer,
        patient=form.patient,
        part=part.key,
        item=said.item,
        author=said.author,
        mode=mode,
        sequence=said.sequence,
        added=list(follow.added),
    )
    return Saved(
        answer,
        is_new=True,
        show_crisis=alert is not None or follow.show_crisis,
        alert=alert,
        added=follow.added,
    )


@action
def submit_form(*, form: Form, mode: Mode, access: FormAccess | None = None, at: datetime, by: Principal) -> Form:
    """Send a form back: scores from the saved answers, a named reader, every way in closed.  Twice is the same as once.

    A question about safety that nobody answered becomes a task to ask in person.  Raises ``Refused`` when the form is
    over otherwise, or not open to this browser or person.
    """
    form = lock_form(form)
    if form.state == FormState.SUBMITTED and (access is None or access.form_id == form.pk):
        audit(form, patient=form.patient, again=True)
        return form
    _check_way(form, mode, access, at, by)
    given = given_in(form)
    parts = parts_of(form)
    for part in parts:
        if part.instrument.rules.scoring is not None:
            _keep_score(form, part, given, at)
        if part.instrument.id == HELP_WANTED:
            keep_wishes(form, answers_by(given, part.key, *author_that_counts(given, part.key)), at, by)
        if _left_open(part, given):
            open_asking_task(form, part.instrument, AskWhy.RISK_ITEM_UNANSWERED, at, by)
        elif _screen_left_open(form, part, given, mode, at):
            open_asking_task(form, part.instrument, AskWhy.SCREEN_LEFT_OPEN, at, by)
    form.mode = mode
    task = open_reading_task(form, [part.instrument for part in parts], at, by)
    form.reader_id = task.owner_id
    move_form(form, FormState.SUBMITTED, at, by)
    audit(form, patient=form.patient, mode=mode, answers=len(given), reader=task.owner.oid)
    return form


@action
def read_form(*, form: Form, at: datetime, by: Principal) -> Form:
    """Say that a returned form was read; its task ends.  Reading it again changes nothing.

    Raises ``Refused`` when it was not sent back, and for roles that may read none of its parts.
    """
    form = lock_form(form)
    if form.state != FormState.SUBMITTED:
        raise Refused(Reason("instruments.not_submitted"))
    if not any(can_read(by.roles, part.instrument) for part in parts_of(form)):
        raise Refused(Reason("instruments.role_may_not_read"))
    if form.read_at is None:
        form.read_at, form.read_by_id = at, user_of(by)
        form.save(update_fields=["read_at", "read_by"])
        for task in Task.objects.filter(
            practice=form.practice, kind=TaskKind.RETURNED_FORM, about_oid=form.oid, state=TaskState.OPEN
        ):
            end_task(task=task, state=TaskState.DONE, reason="read", at=at, by=by)
    audit(form, patient=form.patient)
    return form


def next_sequence(given: Iterable[Given], part: str, item: str) -> int:
    """Return what the page of a question carries, so that a repeated request is known as such."""
    return max((each.sequence for each in given if each.part == part and each.item == item), default=0) + 1


# --- may this be saved? -----------------------------------------------------------------------------------------------


def _check_way(form: Form, mode: Mode, access: FormAccess | None, at: datetime, by: Principal) -> None:
    """Raise ``Refused`` unless the form is open to this browser, or to this member of staff, in this way."""
    if access is None:
        if by.user_id is None or mode not in {Mode.STAFF, Mode.PAPER}:
            raise Refused(Reason("instruments.access_over"))
        decision = can_be_filled(form, at=at)
    else:
        access = (
            FormAccess.objects.select_related("form__patient", "form__visit", "link", "binding")
            .filter(pk=access.pk, form=form)
            .first()
        )
        if access is None or mode is not (Mode.LINK if access.link_id is not None else Mode.TABLET):
            raise Refused(Reason("instruments.access_over"))
        decision = may_use(access, at=at)
    if decision.status is MayFill.NO:
        raise Refused(decision.reason)


def _part(form: Form, said: Said) -> Part:
    part = next((each for each in parts_of(form) if each.key == said.part), None)
    if part is None:
        raise Refused(Reason("instruments.part_not_asked"))
    if not part.has(said.item):
        raise Refused(Reason("instruments.item_unknown"))
    return part


def _check_author(instrument: Instrument, said: Said, mode: Mode, access: FormAccess | None, by: Principal) -> None:
    if access is None:
        check_enter(by, instrument)
    elif said.author is Author.STAFF:
        raise Refused(Reason("instruments.author_not_allowed"))
    _check_request(instrument, said)
    if mode is Mode.LINK and instrument.rules.risks:
        decision = may_send_remotely(by.practice_id, [instrument])
        if decision.status is MaySend.NO:
            raise Refused(decision.reason)
    if mode not in instrument.rules.modes:
        raise Refused(Reason("instruments.mode_not_allowed"))
    if said.author not in instrument.rules.authors:
        raise Refused(Reason("instruments.author_not_allowed"))
    named = said.author_name.strip()
    if said.author is Author.CAREGIVER and not named:
        raise Refused(Reason("instruments.author_unnamed"))
    if said.author is not Author.CAREGIVER and (named or said.relation):
        raise Refused(Reason("instruments.author_unnamed"))
    if len(said.author_name) > NAME_LENGTH or len(said.relation) > RELATION_LENGTH:
        raise Refused(Reason("instruments.author_unnamed"))


def _digest(said: Said) -> str:
    noted = said.value if said.note is None else [said.value, said.note]
    return hashlib.sha256(json.dumps(noted, sort_keys=True).encode()).hexdigest()


def _check_request(instrument: Instrument, said: Said) -> None:
    """Raise ``Refused`` for what no page of ours sends: odd names, languages and sequences."""
    try:
        f"{said.author_name}{said.relation}".encode()
    except UnicodeEncodeError:
        raise Refused(Reason("instruments.request_odd")) from None
    odd = "\x00" in said.author_name + said.relation or not 1 <= said.sequence <= MOST_SAVES
    if odd or (said.language and not instrument.speaks(said.language)):
        raise Refused(Reason("instruments.request_odd"))


def _known(form: Form, part: Part, said: Said, given: Iterable[Given], digest: str) -> Answer | None:
    """Return the row that says this already: the same request again, or the answer that counts anyway."""
    rows = Answer.objects.filter(
        form=form,
        instrument=part.instrument.id,
        version=part.instrument.version,
        item=said.item,
        author=said.author,
        author_name=said.author_name,
    )
    same = rows.filter(sequence=said.sequence, digest=digest).first()
    if same is not None:
        return same
    newest = rows.order_by("-sequence", "-id").first()
    return newest if newest is not None and newest.digest == digest else None


# --- what an answer sets off ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Follow:
    added: tuple[str, ...] = ()
    show_crisis: bool = False


def _raise_where_needed(
    form: Form, instrument: Instrument, answer: Answer, at: datetime, by: Principal
) -> SafetyAlert | None:
    """Raise the one alert of an answer that may mean danger, or of alarming words in it."""
    if answer.value is None:
        return None
    is_risk = risk_of(instrument, answer.item, answer.value).status is Risk.EVENT
    signs = () if is_risk else tuple(dict.fromkeys(sign for words in _words(answer.value) for sign in signs_in(words)))
    if instrument.item(answer.item).options:
        signs = ()  # our own answers to choose from are no words of the patient
    if not is_risk and not signs:
        return None
    alarm = Alarm(
        kind=AlertKind.RISK_ANSWER if is_risk else AlertKind.WORDS,
        where="form",
        where_oid=form.oid,
        answer=answer,
        signs=signs,
        sensitivity=_alarm_label(instrument, signs),
        visit=form.visit,
    )
    return raise_safety_alert(patient=form.patient, alarm=alarm, at=at, by=by)


def _words(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list | tuple):
        return [words for each in value for words in _words(each)]
    if isinstance(value, Mapping):
        return [words for each in value.values() for words in _words(each)]
    return []


def _alarm_label(instrument: Instrument, signs: tuple[str, ...]) -> Sensitivity:
    if "hurt_by_someone" in signs:
        return Sensitivity.VIOLENCE
    if not signs or "self_harm_thoughts" in signs:
        return Sensitivity.MENTAL_HEALTH
    return sensitivity_of(instrument)


def _follow(
    form: Form, part: Part, answers: Mapping[str, Any], said: Said, mode: Mode, at: datetime, by: Principal
) -> _Follow:
    """Ask the longer questions where the short ones are positive and that is allowed here and now."""
    leads_to = part.instrument.rules.leads_to
    if not leads_to or said.item not in _scored(part.instrument):
        return _Follow()
    if any(key.partition("@")[0] == leads_to for key in form.parts):
        return _Follow()
    following = _next_part(form, part, answers, said.author, mode, at)
    status = following.decision.status
    if status is Following.NOTHING or following.decision.reason.code == "instruments.screen_open":
        return _Follow()
    # Outside of the hours that the practice named, nobody would answer a tablet's alert.
    is_late = mode is Mode.TABLET and has_named_cover(form.practice) and not is_covered(form.practice, at=at)
    if status is Following.CRISIS_TEXT or is_late:
        open_asking_task(form, part.instrument, AskWhy.POSITIVE_NOT_COVERED, at, by)
        return _Follow(show_crisis=True)
    if status is Following.ASK_IN_PERSON or following.part is None:
        open_asking_task(form, part.instrument, AskWhy.POSITIVE_IN_PERSON, at, by)
        return _Follow()
    longer = content.by_key(following.part.key)
    add_part(form, longer)
    if longer.rules.risks:
        end_links(form, at)  # a link given out before may not show what may not be asked from afar
    _carry_over(form, part.instrument, longer, following.carried, said)
    return _Follow(added=(longer.key,))


def _next_part(
    form: Form, part: Part, answers: Mapping[str, Any], author: Author, mode: Mode, at: datetime
) -> NextPart:
    facts = ask_facts(form.practice, form.patient, mode=mode, at=at, language=form.language, author=author)
    return next_part(part.instrument, answers, facts, settings=ask_settings(form.practice))


def _carry_over(form: Form, short: Instrument, longer: Instrument, carried: Mapping[str, Any], said: Said) -> None:
    """Take the answers that both share along, so that nothing is asked twice; mode, author and moment stay."""
    newest: dict[str, Answer] = {}
    rows = Answer.objects.filter(
        form=form, instrument=short.id, author=said.author, author_name=said.author_name, item__in=list(carried)
    )
    for row in rows.order_by("sequence", "id"):
        newest[row.item] = row
    Answer.objects.bulk_create(
        Answer(
            form=form,
            instrument=longer.id,
            version=longer.version,
            item=row.item,
            value=row.value,
            digest=row.digest,
            sequence=1,
            author=row.author,
            author_name=row.author_name,
            relation=row.relation,
            mode=row.mode,
            language=row.language,
            by_id=row.by_id,
            at=row.at,
        )
        for row in newest.values()
    )


def _scored(instrument: Instrument) -> tuple[str, ...]:
    return instrument.rules.scoring.items if instrument.rules.scoring is not None else ()


# --- what sending back sets off ---------------------------------------------------------------------------------------


def _left_open(part: Part, given: Iterable[Given]) -> bool:
    """Whether a question about safety was asked and nobody answered it."""
    answered = {each.item: each.value for each in given if each.part == part.key and each.value is not None}
    return bool(unanswered_risks(part.instrument, answered, asked=[item.id for item in part.items]))


def _screen_left_open(form: Form, part: Part, given: tuple[Given, ...], mode: Mode, at: datetime) -> bool:
    """Whether a screen was begun but not finished, so that nobody knows what follows."""
    if not part.instrument.rules.leads_to:
        return False
    author, name = author_that_counts(given, part.key)
    following = _next_part(form, part, answers_by(given, part.key, author, name), author, mode, at)
    return following.decision.reason.code == "instruments.screen_open"


def _keep_score(form: Form, part: Part, given: tuple[Given, ...], at: datetime) -> None:
    author, name = author_that_counts(given, part.key)
    answers = answers_by(given, part.key, author, name)
    if not answers:
        return
    result = score(part.instrument, answers)
    newest = max((each for each in given if each.part == part.key and each.author is author), key=lambda each: each.at)
    label = sensitivity_of(part.instrument)
    scoring = part.instrument.rules.scoring
    row = Score(
        form=form,
        practice=form.practice,
        patient=form.patient,
        instrument=part.instrument.id,
        version=part.instrument.version,
        total=result.total,
        state=result.state,
        band=result.band or "",
        answered=result.answered,
        reasons=[reason.as_dict() for reason in result.reasons],
        author=author,
        author_name=name,
        mode=newest.mode,
        language=newest.language,
        sensitivity=label,
        at=newest.at,
    )
    if result.total is not None and scoring is not None:
        row.reading_source = f"score:{row.oid}"
        Reading.objects.create(
            practice=form.practice,
            patient=form.patient,
            source_id=row.reading_source,
            sensitivity=label,
            code_system="http://loinc.org" if scoring.code else "urn:teamlet:score",
            code=scoring.code or part.instrument.id,
            display=_title(part.instrument),
            category="survey",
            value=result.total,
            unit="{score}",
            at=newest.at,
            day=newest.at.astimezone(ZoneInfo(form.patient.time_zone or form.practice.time_zone)).date(),
            origin=ReadingFrom.QUESTIONNAIRE,
            status="final",
        )
        mark_for_populations(form.practice_id, [form.patient_id])
    row.save()


def _title(instrument: Instrument) -> str:
    return instrument.title.raw("en" if instrument.title.has("en") else instrument.title.languages[0])
