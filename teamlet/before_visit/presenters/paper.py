"""Forms on paper: what is printed for a form, and the forms of a day's visits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _, gettext_lazy

from teamlet.content.instruments import Item
from teamlet.content.schema import Author, DocumentTexts
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.ui.reason_words import say
from teamlet.records.documents.queries import LANGUAGES, texts as take_home_texts
from teamlet.records.documents.rendering.sheet import Dish, Look, Mark, Question, Sheet, questions_of
from teamlet.records.documents.rendering.texts import say_date
from teamlet.records.documents.rendering.typesetting import Rendered
from teamlet.records.documents.rendering.typst_sheet import render_sheets
from teamlet.records.instruments import queries
from teamlet.records.instruments.models import Form
from teamlet.records.instruments.queries import Numbered, Part
from teamlet.records.instruments.queries.menus import DISHES, STEPS
from teamlet.records.instruments.rules.keying import printed_code
from teamlet.records.instruments.words import FORM_STATE_LABELS, FormState
from teamlet.records.library.queries import load_for_as
from teamlet.records.patients.queries import patient_name
from teamlet.records.plans.queries import lines_for_lists
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import practice_of
from teamlet.records.visits.models import Visit
from teamlet.records.visits.queries import next_working_day, schedule_on
from teamlet.records.visits.words import CALLED_OFF

#: Questions that are printed as pictures to choose from.
BUBBLES, MENU = ("goal_menu", "menu_topics"), ("goal_menu", "menu_step")
#: What can be added for everybody who gets a form.
EXTRA = {"goal_menu": gettext_lazy("Bubbles and menu of small steps"), "body_outline": gettext_lazy("Where it hurts")}


def printed_items(part: Part) -> tuple[Item, ...]:
    """Return the items of a part that a patient fills in, in the order of their printed numbers."""
    return tuple(item for item in part.items if item.id not in part.instrument.rules.staff_items)


def words_of(practice: Practice) -> dict[str, dict[str, str]]:
    """Return the fixed texts of paper forms by language: the practice's own where it has them."""
    return {
        language: load_for_as(DocumentTexts, practice, "paper_forms", language=language).in_language(language)
        for language in LANGUAGES
    }


def print_forms(forms: Sequence[Form], *, at: datetime) -> Rendered:
    """Return the pages of ``forms``, each part on a page of its own, as one tagged document.

    Raises ``ValueError`` without forms.
    """
    if not forms:
        raise ValueError("nothing to print")
    words = words_of(forms[0].practice)
    sheets = [sheet for form in forms for sheet in sheets_of(form, words, at=at)]
    return render_sheets(sheets, words, title=words[sheets[0].language]["document_title"])


def sheets_of(form: Form, words: dict[str, dict[str, str]], *, at: datetime) -> list[Sheet]:
    """Return the pages of one form."""
    found = [sheet for part in queries.parts_of(form) for sheet in _sheets_of_part(form, part, words, at=at)]
    return [replace(sheet, page=place, pages=len(found)) for place, sheet in enumerate(found, start=1)]


def _sheets_of_part(form: Form, part: Part, words: dict[str, dict[str, str]], *, at: datetime) -> Iterable[Sheet]:
    language, practice = form.language, form.practice
    texts = words[language]
    items = printed_items(part)
    rules = part.instrument.rules
    plain = Sheet(
        language=language,
        title=part.instrument.title.raw(language),
        questions=questions_of(items, language, texts),
        practice=practice.name,
        phone=practice.phone,
        printed_on=at.astimezone(ZoneInfo(practice.time_zone)).date(),
        patient_name=patient_name(form.patient),
        visit_day=say_date(take_home_texts(language), form.visit.day) if form.visit is not None else "",
        code=printed_code(form.code),
        asks_who=Author.CAREGIVER in rules.authors,
        has_risk=bool(rules.risks),
        credit=rules.rights.credit,
    )
    drawn = {item.id: (part.instrument.id, item.id) for item in items}
    if BUBBLES not in drawn.values() and MENU not in drawn.values():
        return [plain]
    topics = queries.offered_topics(form, at=at)
    pages = []
    for question, item in zip(plain.questions, items, strict=True):
        is_menu = drawn[item.id] == MENU
        draw = _menu if is_menu else _bubbles
        pages.append(
            replace(
                plain,
                title=texts["plate_title" if is_menu else "bubbles_title"],
                how=texts["plate_how" if is_menu else "bubbles_how"],
                questions=(draw(question, topics, language),),
            )
        )
    return pages


def _bubbles(question: Question, topics: Sequence[Numbered], language: str) -> Question:
    marks = tuple(Mark(each.number, each.topic.label.raw(language)) for each in topics)
    return replace(question, look=Look.BUBBLES, marks=marks, lines=2 if len(marks) % 3 == 1 else 3 - len(marks) % 3)


def _menu(question: Question, topics: Sequence[Numbered], language: str) -> Question:
    dishes = tuple(
        Dish(
            each.topic.label.raw(language),
            tuple(Mark(each.steps[step.code], step.label.raw(language)) for step in each.topic.steps[:STEPS]),
        )
        for each in topics
        if each.topic.steps
    )
    return replace(question, look=Look.MENU, dishes=dishes[:DISHES], lines=1)


def card(practice: Practice, language: str, *, on: date) -> Rendered:
    """Return the card of three questions, which nobody keys in."""
    words = words_of(practice)
    texts = words[language]
    asked = ("card_1", "card_2", "card_3", "card_my_question")
    sheet = Sheet(
        language=language,
        title=texts["card_title"],
        how=texts["card_how"],
        questions=tuple(
            Question(number, texts[code], Look.LINES, lines=1 if code == "card_my_question" else 2)
            for number, code in enumerate(asked, start=1)
        ),
        practice=practice.name,
        phone=practice.phone,
        printed_on=on,
        more=(texts["card_more"], *(texts[f"card_more_{number}"] for number in range(1, 5))),
    )
    return render_sheets([sheet], words, title=texts["card_title"])


# --- the forms of a day ---------------------------------------------------------------------------------------


def visits_of_day(by: Principal, day: date) -> list[Visit]:
    """Return the visits of a day for which a form can be given out."""
    return [visit for visit in schedule_on(by, day) if visit.state not in CALLED_OFF]


def waiting_forms(by: Principal, visits: Collection[Visit]) -> list[Form]:
    """Return the newest form of each visit that still waits for answers, in the order of the visits."""
    found = queries.forms_for_visits(by, [visit.pk for visit in visits])
    newest = ([form for form in found.get(visit.pk, ()) if form.state in queries.RUNNING][:1] for visit in visits)
    return [form for forms in newest for form in forms]


def with_plan(by: Principal, visits: Collection[Visit]) -> frozenset[int]:
    """Return the row numbers of the patients who have a plan in force."""
    return frozenset(lines_for_lists(by, {visit.patient_id for visit in visits}))


def coming_day(by: Principal) -> date:
    """Return the next working day."""
    return next_working_day(practice_of(by), clock.today(by.time_zone))


def context(by: Principal, day: date) -> dict[str, Any]:
    """Return the page of a day's forms; the number of queries does not grow with the visits."""
    visits = visits_of_day(by, day)
    forms = queries.forms_for_visits(by, [visit.pk for visit in visits])
    rows = [_row(visit, forms.get(visit.pk, [])) for visit in visits]
    today = clock.today(by.time_zone)
    return {
        "day": day,
        "today": today,
        "coming": next_working_day(practice_of(by), today),
        "rows": rows,
        "without": sum(not row["form"] for row in rows),
        "waiting": sum(row["is_waiting"] for row in rows),
        "extra": list(EXTRA.items()),
        "languages": (("en", "English"), ("es", "Español")),
        "stamp": stamps.make(),
        "typed": "",
        "reason": None,
    }


def _row(visit: Visit, forms: Sequence[Form]) -> dict[str, Any]:
    waiting = next((form for form in forms if form.state in queries.RUNNING), None)
    back = next((form for form in forms if form.state == FormState.SUBMITTED), None)
    shown = waiting or back
    return {
        "visit": visit,
        "name": patient_name(visit.patient),
        "born": visit.patient.birth_date,
        "language": visit.patient.language,
        "form": shown,
        "is_waiting": waiting is not None,
        "is_back": waiting is None and back is not None,
        "state": _(FORM_STATE_LABELS[FormState(shown.state)]) if shown is not None else "",
        # It asks about danger: whoever takes it keys it in at once.
        "is_urgent": waiting is not None and any(part.instrument.rules.risks for part in queries.parts_of(waiting)),
    }


def left_out_words(left_out: Iterable[tuple[Visit, Any]]) -> str:
    """Return in one sentence each whose form could not be given out, and why."""
    return " ".join(
        _("{name}: {reason}").format(name=patient_name(visit.patient), reason=say(reason)) for visit, reason in left_out
    )
