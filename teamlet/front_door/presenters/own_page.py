"""The patient's own page in words: whose it is, the step with its days, the next talk, what was said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from teamlet.content import library, schema
from teamlet.content.parsing import Amount, Days
from teamlet.content.readings import WISH_TOPICS
from teamlet.content.sentences import amount_phrase, days_phrase
from teamlet.front_door.presenters.around import Door, Words, page_language
from teamlet.ground.access import stamps
from teamlet.ground.reasons import Reason
from teamlet.ground.ui.formats import day_words, window_words
from teamlet.records.documents.queries import step_text, texts
from teamlet.records.documents.rendering.texts import fill, say_when
from teamlet.records.documents.rules import language_name
from teamlet.records.followups.actions.own_page import smaller_values
from teamlet.records.followups.models import Contact, OwnPageSaid
from teamlet.records.followups.queries.own_page import (
    OwnStep,
    OwnVisitor,
    answer_day,
    days_for_call,
    own_step,
    waiting_proposals,
    wants_pulse,
)
from teamlet.records.followups.words.own_page import TIMES, OwnAnswer, OwnSaid
from teamlet.records.instruments.queries import out_of_hours_text
from teamlet.records.library.queries import load_for_as
from teamlet.records.patients.queries import called_name
from teamlet.records.plans.words import GateChange
from teamlet.records.practice.models import Practice

STEP_CHANGED = Reason("plans.step_changed")
#: Answers to the two questions about the practice.
SCALE = (1, 2, 3, 4, 5)
_LANGUAGE_DAYS = 90 * 86_400


def own_words(language: str, practice: Practice | None = None) -> Words:
    """Return the words of these pages: what stands around every patient's page, and this page's own above them."""
    if practice is None:
        found = [library.load_as(schema.DocumentTexts, code, language=language) for code in ("front_door", "own_page")]
    else:
        found = [
            load_for_as(schema.DocumentTexts, practice, code, language=language) for code in ("front_door", "own_page")
        ]
    return Words(language, found[0].in_language(language) | found[1].in_language(language))


def strange_door(language: str = "") -> Door:
    """Return the frame of a page that knows nobody."""
    language = language or page_language()
    return Door(own_words(language), language)


def own_door(visitor: OwnVisitor, request: HttpRequest, *, at: datetime, crisis: bool = False) -> Door:
    """Return the frame of somebody's page, in the language of this phone or, until one was chosen, of the patient."""
    language = language_of(visitor, request)
    return Door(
        words=own_words(language, visitor.practice),
        language=language,
        practice=visitor.practice.name,
        phone=visitor.practice.phone,
        crisis=crisis,
        out_of_hours=out_of_hours_text(visitor.practice, language, at=at),
    )


def language_of(visitor: OwnVisitor, request: HttpRequest) -> str:
    """Return the page's language: as chosen on this phone, else the patient's where we have it, else the browser's."""
    known = dict(settings.LANGUAGES)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in known:
        return chosen
    spoken = visitor.patient.language[:2].lower()
    return spoken if spoken in known else page_language()


def keep_own_language(response: HttpResponse, language: str) -> None:
    """Let this phone remember the language of the page."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=_LANGUAGE_DAYS,
        path="/my/",
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )


@dataclass(frozen=True, slots=True)
class Circle:
    """One day to mark.  ``short`` is what stands in the circle, ``label`` what is read out."""

    day: date
    short: str
    label: str
    done: bool
    planned: bool
    to_come: bool


def page(visitor: OwnVisitor, words: Words, *, at: datetime) -> dict[str, Any]:
    """Return the whole page of the patient, or the part of it that a helper sees."""
    today = visitor.today(at)
    step = own_step(visitor.practice, visitor.patient, today=today)
    is_patient = visitor.helper is None
    context: dict[str, Any] = {
        "name": called_name(visitor.patient),
        "is_patient": is_patient,
        "step": None,
        "goal": "",
        "lacking": "",
        "stamp": stamp_of(visitor, step),
        "by_day": by_day(visitor, words, at),
    }
    spoken = visitor.patient.language
    if is_patient and spoken and spoken[:2].lower() not in dict(settings.LANGUAGES):
        context["lacking"] = words("not_here_language", name=language_name(spoken))
    if step is None:
        return context
    version = step.version
    context |= {
        "step": step_text(version, words.language),
        "gloss": version.gloss,
        "must_wait": step.must_wait,
        "circles": circles(step, words, today),
        "marked_by": _marked_by(step, words) if is_patient else [],
    }
    if not is_patient:
        return context
    waiting = waiting_proposals(visitor.patient)
    return context | {
        "goal": version.goal_version.words,
        "spoken": spoken,
        "sure": step.sure,
        "threshold": step.threshold,
        "contact": _talk(step.contact, visitor, words) if step.contact is not None else "",
        "saves_number": _save_number(step.contact, words),
        "smaller_asked": OwnSaid.SMALLER in waiting
        and words("smaller_asked", day=_task_day(waiting[OwnSaid.SMALLER], words)),
        "smaller": smaller_offers(step, words) if _is_low(step) and OwnSaid.SMALLER not in waiting else [],
        "call_asked": _call_asked(waiting, words),
        "pulse": wants_pulse(visitor.patient, at=at),
        "scale": SCALE,
    }


def stamp_of(visitor: OwnVisitor, step: OwnStep | None) -> str:
    """Return the stamp of the page's forms: whose page, which step it showed, and a one-time key."""
    seen = {"plan": step.version.pk} if step is not None else {}
    return stamps.make(patient_oid=visitor.patient.oid, seen=seen)


def by_day(visitor: OwnVisitor, words: Words, at: datetime) -> str:
    """Return the day by which somebody of the practice answers."""
    return day_words(answer_day(visitor.practice, at=at), words.language)


def circles(step: OwnStep, words: Words, today: date) -> list[Circle]:
    """Return the seven days of the step's week."""
    take_home = texts(words.language)
    named = set((step.version.parts.get("days") or {}).get("named") or ())
    planned = named if len(named) < 7 else set()
    found = []
    for day in step.days:
        done, to_come = day in step.ticks, day > today
        code = "day_to_come" if to_come else "day_done" if done else "day_open"
        found.append(
            Circle(
                day=day,
                short=take_home[f"weekday_short_{day.isoweekday()}"],
                label=words(code, day=day_words(day, words.language)),
                done=done,
                planned=day.isoweekday() in planned,
                to_come=to_come,
            )
        )
    return found


def smaller_offers(step: OwnStep, words: Words) -> list[tuple[str, str]]:
    """Return the smaller steps that can be asked for: the change's code and its words."""
    offers = []
    less = smaller_values(step.version, GateChange.SMALLER)
    if less is not None:
        amount = Amount("", Decimal(less["amount"]), less["unit"])
        offers.append(
            ("smaller", words("smaller_amount", amount=amount_phrase(amount, words.language) or less["amount"]))
        )
    fewer = smaller_values(step.version, GateChange.FEWER_DAYS)
    if fewer is not None:
        days = days_phrase(Days("", fewer["days"], tuple(fewer["named"])), words.language)
        offers.append(("fewer_days", words("smaller_days", days=days or fewer["days"])))
    return offers


def call_choices(visitor: OwnVisitor, contact: Contact, words: Words, *, at: datetime) -> dict[str, Any]:
    """Return the days and times to which the patient may ask to move the contact."""
    days = days_for_call(contact, visitor.practice, today=visitor.today(at))
    return {
        "days": [(day.isoformat(), day_words(day, words.language)) for day in days],
        "times": [("", words("call_any_time"))]
        + [(code, window_words(time(first), time(last), words.language)) for code, (first, last) in TIMES.items()],
        "contact": _talk(contact, visitor, words),
    }


def wish_choices(words: Words) -> list[tuple[str, str]]:
    """Return what help may be asked for: code and words."""
    return [(topic, words(f"wish_{topic}")) for topic in WISH_TOPICS if topic != "any"]


def told(said: OwnPageSaid, words: Words) -> str:
    """Return what happens next with something that was said."""
    if said.answer and said.answered_by_id is not None:
        return words(f"answer_{OwnAnswer(said.answer).value}")
    day = _task_day(said, words)
    kind = OwnSaid(said.kind)
    if kind is OwnSaid.SURE:
        saved = words("sure_saved", score=said.values["score"])
        return f"{saved} {words('sure_told', day=day)}" if day else saved
    if kind is OwnSaid.CHANGE:
        asked = day_words(date.fromisoformat(said.values["day"]), words.language)
        if said.values["time"] in TIMES:
            first, last = TIMES[said.values["time"]]
            asked = f"{asked}, {window_words(time(first), time(last), words.language)}"
        return words("call_asked", day=asked, until=day)
    code = {
        OwnSaid.SMALLER: "smaller_sent",
        OwnSaid.NO_CALL: "no_call_asked",
        OwnSaid.OFF_TRACK: "off_done",
        OwnSaid.WISH: "wish_done",
        OwnSaid.COMMENT: "write_done",
        OwnSaid.STOP: "stop_done",
    }[kind]
    return words(code, day=day)


def said_title(said: OwnPageSaid, words: Words) -> str:
    """Return the heading of the page that says what happens next."""
    code = {
        OwnSaid.SURE: "sure_heading",
        OwnSaid.SMALLER: "smaller_heading",
        OwnSaid.CHANGE: "talk_heading",
        OwnSaid.NO_CALL: "talk_heading",
        OwnSaid.OFF_TRACK: "off_heading",
        OwnSaid.WISH: "wish_heading",
        OwnSaid.COMMENT: "write_heading",
        OwnSaid.STOP: "stop_link",
    }[OwnSaid(said.kind)]
    return words(code)


def _is_low(step: OwnStep) -> bool:
    return step.sure is not None and step.sure < step.threshold


def _task_day(said: OwnPageSaid, words: Words) -> str:
    return day_words(said.task.due_on, words.language) if said.task is not None else ""


def _talk(contact: Contact, visitor: OwnVisitor, words: Words) -> str:
    """Return the next contact in the sentence of the page to take home: who or the team, when, from which number."""
    take_home = texts(words.language, visitor.practice)
    when = say_when(take_home, contact.due_on, contact.from_time, contact.to_time)
    return fill(
        take_home,
        f"contact_{contact.channel}",
        caller=contact.task.owner.called,
        when=when,
        phone=visitor.practice.phone,
        practice=visitor.practice.name,
    )


def _save_number(contact: Contact | None, words: Words) -> str:
    return texts(words.language)["contact_save_number"] if contact is not None and contact.channel == "call" else ""


def _call_asked(waiting: dict[OwnSaid, OwnPageSaid], words: Words) -> str:
    newest = max(
        (waiting[kind] for kind in (OwnSaid.CHANGE, OwnSaid.NO_CALL) if kind in waiting),
        key=lambda row: row.pk,
        default=None,
    )
    return told(newest, words) if newest is not None else ""


def _marked_by(step: OwnStep, words: Words) -> list[str]:
    return [
        words("day_by", name=tick.author_name, day=day_words(day, words.language))
        for day, tick in step.ticks.items()
        if tick.author_name
    ]
