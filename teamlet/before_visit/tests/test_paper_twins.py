"""A form on paper is the twin of the page: the same marks, keyed in, give the same answers, scores and alerts."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from hypothesis import given, settings, strategies as st

from teamlet.before_visit.presenters import keying
from teamlet.content import instruments as content
from teamlet.content.instruments import ItemKind
from teamlet.content.schema import Mode
from teamlet.front_door.presenters.steps import LOOKS, Step, answer_in
from teamlet.records.instruments import queries
from teamlet.records.instruments.actions import Said, issue_form, save_answer, submit_form
from teamlet.records.instruments.models import SafetyAlert
from teamlet.records.instruments.queries import Part
from teamlet.records.instruments.rules.answers import clean_value
from teamlet.records.instruments.rules.keying import printed_code, read_keys
from teamlet.records.instruments.rules.scoring import score
from teamlet.records.instruments.words import FormPurpose

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("America/New_York"))
#: Numbers on the page and their words, in the order of the page.
MENU = {"26": "My feet", "1": "Healthy eating", "2": "Moving more", "8": "Sleep"}
#: What a keyboard can put into one line; a page may break lines, paper words have none.
WORDS = st.text(alphabet="abcñóé XYZ0123456789.,'()-", min_size=1, max_size=30).map(str.strip).filter(bool)
#: Seconds for one key stroke of somebody who types neither fast nor slowly.
STROKE = 0.28
INSTRUMENTS = [each for each in content.all_instruments() if Mode.PAPER in each.rules.modes]


def items_of(instrument):
    return [item for item in instrument.items if item.id not in instrument.rules.staff_items]


def online(instrument, item, fields):
    """Return what the page of the patient understands when these fields are sent."""
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    step = Step(1, 1, 1, Part(instrument.key, instrument, (item,)), item, None, False, 1)
    return clean_value(answer_in(step, data))


@st.composite
def marked(draw):
    """Draw a question with marks on it: as fields of the page, and as staff key them in."""
    instrument = draw(st.sampled_from(INSTRUMENTS))
    item = draw(st.sampled_from(items_of(instrument)))
    menu = MENU if (instrument.id, item.id) in LOOKS and not item.options else None
    if draw(st.integers(0, 9)) == 0:
        return instrument, item, menu, {}, ""
    if item.kind is ItemKind.CHOICE:
        option = draw(st.sampled_from(item.options))
        return instrument, item, menu, {"a1": [option.code]}, draw(st.sampled_from([option.key, option.key.upper()]))
    if item.kind is ItemKind.MANY:
        chosen = draw(st.lists(st.sampled_from(item.options), min_size=1, unique=True))
        codes = [option.code for option in item.options if option in chosen]
        apart = draw(st.sampled_from([", ", ",", " "]))
        return instrument, item, menu, {"a1": codes}, apart.join(option.key for option in chosen)
    if item.kind is ItemKind.NUMBER:
        number = str(draw(st.integers(item.low, item.high)))
        return instrument, item, menu, {"a1": [number]}, number
    if item.kind is ItemKind.TEXT and menu is None:
        words = draw(WORDS)
        return instrument, item, menu, {"a1": [words]}, words
    if item.kind is ItemKind.TEXT:
        number, label = draw(st.sampled_from(list(menu.items())))
        return instrument, item, menu, {"a1": [label]}, number
    if menu is None:
        lines = draw(st.lists(WORDS, min_size=1, max_size=item.most))
        return instrument, item, menu, {"a1": lines}, "; ".join(lines)
    numbers = draw(st.lists(st.sampled_from(list(menu)), max_size=3, unique=True))
    own = draw(WORDS.map(lambda words: words.replace(",", ""))) if len(numbers) < 3 else ""
    star = draw(st.sampled_from([None, *numbers]))
    labels = [label for number, label in menu.items() if number in numbers]
    fields = {"a1": [*labels, *([own] if own.strip() else [])], "star1": [menu[star]] if star else []}
    typed = ", ".join(f"{number}*" if number == star else number for number in numbers)
    typed += f"{', ' if numbers else ''}other: {own}" if own.strip() else ""
    return instrument, item, menu, fields, typed


@settings(max_examples=600)
@given(marked())
def test_marks_keyed_in_are_the_answers_of_the_page(drawn):
    instrument, item, menu, fields, typed = drawn
    keyed = read_keys(instrument, item, typed, menu=menu)
    assert keyed.reason is None
    assert clean_value(keyed.value) == online(instrument, item, fields)


@settings(max_examples=300)
@given(st.data())
def test_whole_forms_score_the_same(data):
    instrument = data.draw(st.sampled_from([each for each in INSTRUMENTS if each.rules.scoring]))
    from_page, from_paper = {}, {}
    for item in items_of(instrument):
        if data.draw(st.booleans()) and data.draw(st.booleans()):
            continue
        mark = data.draw(st.sampled_from(item.options)) if item.options else None
        number = None if mark else str(data.draw(st.integers(item.low, item.high)))
        from_page[item.id] = online(instrument, item, {"a1": [mark.code if mark else number]})
        from_paper[item.id] = read_keys(instrument, item, mark.key if mark else number).value
    assert from_paper == from_page
    assert score(instrument, from_paper) == score(instrument, from_page)


# --- through the actions ------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("highest", [False, True])
@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda each: each.id)
def test_keyed_and_answered_forms_are_equal_in_the_record(instrument, highest, at, staff, patient):
    """The same marks saved one by one and keyed in from paper: answers, score and alerts are the same."""
    at(NOW)
    by = staff("clinician").principal
    language = instrument.rules.asked_in[0]
    forms = [
        issue_form(
            patient=patient,
            purpose=FormPurpose.SCREENING,
            parts=[instrument.id],
            language=language,
            at=NOW + timedelta(minutes=place),
            by=by,
        )
        for place in range(2)
    ]
    menus = keying._menus(forms[1], NOW)
    typed, part = {}, queries.parts_of(forms[0])[0]
    for number, item in enumerate(items_of(instrument), start=1):
        menu = menus.get((instrument.id, item.id))
        if item.options:
            option = item.options[-1 if highest else 0]
            typed[f"k0_{number}"], fields = option.key, {"a1": [option.code]}
        elif item.kind is ItemKind.NUMBER:
            mark = str(item.high if highest else item.low)
            typed[f"k0_{number}"], fields = mark, {"a1": [mark]}
        elif menu:
            key, label = list(menu.items())[-1 if highest else 0]
            typed[f"k0_{number}"], fields = key, {"a1": [label]}
        else:
            typed[f"k0_{number}"], fields = "my knees hurt", {"a1": ["my knees hurt"]}
        answers = queries.answers_by(queries.given_in(forms[0]), part.key, keying.Author.PATIENT)
        if item.id in {each.id for each in queries.visible_items(part, answers)}:
            said = Said(part=part.key, item=item.id, value=online(instrument, item, fields))
            save_answer(form=forms[0], said=said, mode=Mode.STAFF, at=NOW, by=by)
        else:
            typed[f"k0_{number}"] = ""
    kept, _ = keying.keep(by, forms[1], keying.Who(), typed, at=NOW)
    assert kept.errors == {}
    both = [
        {(each.item, str(each.value), each.author, each.language) for each in queries.given_in(form)} for form in forms
    ]
    assert both[0] == both[1]
    assert both[0]
    scores = []
    for form, mode in zip(forms, (Mode.STAFF, Mode.PAPER), strict=True):
        submit_form(form=form, mode=mode, at=NOW, by=by)
        found = form.scores.first()
        scores.append(None if found is None else (found.total, found.state, found.band, found.answered))
    assert scores[0] == scores[1]
    alerts = [SafetyAlert.objects.filter(where_oid=form.oid).count() for form in forms]
    assert alerts[0] == alerts[1] == (1 if highest and instrument.risk_items else 0)


# --- how long it takes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda each: each.id)
def test_keying_in_takes_less_than_twenty_seconds(instrument):
    """Every stroke counted: the code, Enter, each line with Enter, keep, send in.  The patient's own words take theirs."""
    strokes = len(printed_code("k7p4q2").replace("-", "")) + 1
    for item in items_of(instrument):
        if item.options:
            key = max((len(option.key) for option in item.options), default=1)
            strokes += 1 + key * (1 if item.kind is ItemKind.CHOICE else 2) + (item.kind is ItemKind.MANY)
        elif item.kind is ItemKind.NUMBER:
            strokes += 1 + len(str(item.high))
        elif (instrument.id, item.id) in LOOKS:
            strokes += 1 + len("26*,8")
        else:
            strokes += 1
    strokes += 1
    assert strokes * STROKE < 20
