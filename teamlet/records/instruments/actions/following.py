"""What an answer sets off at once: an alert, the longer questions, the answers that both share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from teamlet.content import instruments as content
from teamlet.content.instruments import Instrument
from teamlet.content.schema import Author, Mode
from teamlet.ground.access.principal import Principal
from teamlet.records.instruments.actions.forms import add_part, end_links
from teamlet.records.instruments.actions.routing import open_asking_task
from teamlet.records.instruments.actions.safety import Alarm, raise_safety_alert
from teamlet.records.instruments.models import Answer, Form, SafetyAlert
from teamlet.records.instruments.permissions import sensitivity_of
from teamlet.records.instruments.queries.asking import ask_facts, ask_settings
from teamlet.records.instruments.queries.forms import Part
from teamlet.records.instruments.queries.safety import has_named_cover, is_covered
from teamlet.records.instruments.rules.answers import risk_of
from teamlet.records.instruments.rules.asking import NextPart, next_part
from teamlet.records.instruments.rules.safety import signs_in
from teamlet.records.instruments.rules.words import Following, Risk
from teamlet.records.instruments.words import AlertKind, AskWhy
from teamlet.records.patients.words import Sensitivity


@dataclass(frozen=True, slots=True)
class Followed:
    """What follows from an answer: the parts that were added, and whether the page shows the crisis lines at once."""

    added: tuple[str, ...] = ()
    show_crisis: bool = False


def raise_where_needed(
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


def ask_what_follows(
    form: Form, part: Part, answers: Mapping[str, Any], answer: Answer, at: datetime, by: Principal
) -> Followed:
    """Ask the longer questions where the short ones are positive and that is allowed here and now."""
    leads_to = part.instrument.rules.leads_to
    if not leads_to or answer.item not in _scored(part.instrument):
        return Followed()
    if any(key.partition("@")[0] == leads_to for key in form.parts):
        return Followed()
    mode = Mode(answer.mode)
    following = part_that_follows(form, part, answers, Author(answer.author), mode, at)
    status = following.decision.status
    if status is Following.NOTHING or following.decision.reason.code == "instruments.screen_open":
        return Followed()
    # Outside of the hours that the practice named, nobody would answer a tablet's alert.
    is_late = mode is Mode.TABLET and has_named_cover(form.practice) and not is_covered(form.practice, at=at)
    if status is Following.CRISIS_TEXT or is_late:
        open_asking_task(form, part.instrument, AskWhy.POSITIVE_NOT_COVERED, at, by)
        return Followed(show_crisis=True)
    if status is Following.ASK_IN_PERSON or following.part is None:
        open_asking_task(form, part.instrument, AskWhy.POSITIVE_IN_PERSON, at, by)
        return Followed()
    longer = content.by_key(following.part.key)
    add_part(form, longer)
    if longer.rules.risks:
        end_links(form, at)  # a link given out before may not show what may not be asked from afar
    _carry_over(part.instrument, longer, following.carried, answer)
    return Followed(added=(longer.key,))


def part_that_follows(
    form: Form, part: Part, answers: Mapping[str, Any], author: Author, mode: Mode, at: datetime
) -> NextPart:
    """Return what ``answers`` of the short questions lead to, for this author and this way of answering."""
    facts = ask_facts(form.practice, form.patient, mode=mode, at=at, language=form.language, author=author)
    return next_part(part.instrument, answers, facts, settings=ask_settings(form.practice))


def _carry_over(short: Instrument, longer: Instrument, carried: Mapping[str, Any], answer: Answer) -> None:
    """Take the answers that both share along, so that nothing is asked twice; mode, author and moment stay."""
    newest: dict[str, Answer] = {}
    rows = Answer.objects.filter(
        form=answer.form,
        instrument=short.id,
        author=answer.author,
        author_name=answer.author_name,
        item__in=list(carried),
    )
    for row in rows.order_by("sequence", "id"):
        newest[row.item] = row
    Answer.objects.bulk_create(
        Answer(
            form=answer.form,
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
