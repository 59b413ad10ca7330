"""The texts for the record: vectors, the practice's own format, and words that patients may read."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from teamlet.records.documents.rendering.notes import (
    LONGEST_FORMAT,
    after_visit,
    banner,
    care_plan,
    format_problems,
    note_fields,
    progress_note,
    render_note,
)
from teamlet.records.documents.rendering.page import Barrier, Contact, Spoken, Step
from teamlet.records.documents.rendering.tests.cast import FULLEST, LONG_EN, ROSA, ROSA_ES
from teamlet.records.documents.rendering.tests.texts import EN, ES
from teamlet.records.documents.rendering.texts import NOTE_FIELDS
from teamlet.records.documents.rendering.words import REASONS
from teamlet.records.documents.words import CopyKind
from teamlet.records.plans.words import FollowUpAnswer

DECLINED = Contact(answer=FollowUpAnswer.DECLINED)
NOT_ASKED = Contact(answer=FollowUpAnswer.NOT_ASKED)


def test_progress_note():
    assert progress_note(replace(ROSA, caution_open=True), EN).splitlines() == [
        "Self-management support plan, version 2, November 21, 2026",
        "Patient: Rosa Medina Ortiz",
        'Goal in the patient\'s own words: "I want to walk to the park with my grandson without stopping."',
        "How important: 9 of 10",
        "Step: Walk 10 minutes after dinner, 3 days a week.",
        "How much: 10 minutes",
        "When: After dinner",
        "How often: 3 days a week",
        "Start: Sunday, November 22",
        (
            "What may get in the way: Rain or cold: If it rains, I walk up and down the hall of my building; "
            "My knee hurts: If it hurts, I stop at 5 minutes and rest"
        ),
        "Who can help: My sister Luz walks with me on Sundays; Ana, my health coach",
        "How sure: 6 of 10 at first, 8 of 10 after a change (a smaller step)",
        "Said it back: clear",
        "Before the start: Talk to your nurse before you start.",
        "Next contact: Ana or the team will call Tuesday, December 1, 9-12, from (555) 010-2233.",
        "Page given: on paper",
        "Made with Ana Reyes, health coach.",
    ]


def test_care_plan_leaves_out_what_is_not_known():
    bare = replace(ROSA, barriers=(), helpers=(), how_sure=None, start_on=None, last_on=None, contact=NOT_ASKED)
    assert care_plan(bare, EN).splitlines() == [
        '"I want to walk to the park with my grandson without stopping."',
        "Step: Walk 10 minutes after dinner, 3 days a week.",
        "How sure: not asked yet",
        "Next contact: not set yet",
        "Version 2, November 21, 2026.",
    ]


def test_after_visit_speaks_to_the_patient_in_their_language():
    assert after_visit(replace(ROSA_ES, sure_at_first=None), ES).splitlines() == [
        'Mi meta: "Quiero caminar al parque con mi nieto sin tener que parar."',
        "Mi paso de esta semana: Caminar 10 minutos después de la cena, 3 días a la semana.",
        "Empiezo: domingo 22 de noviembre",
        (
            "Qué podría hacérselo difícil: Lluvia o frío: Si llueve, camino por el pasillo del edificio; "
            "Me duele la rodilla: Si me duele, paro a los 5 minutos y descanso"
        ),
        "Quién le puede ayudar: Mi hermana Luz camina conmigo los domingos; Ana, asesora de salud",
        "Qué tanta seguridad siente: 8 de 10",
        "Ana o el equipo le llamará el martes 1 de diciembre, de 9 a 12 de la mañana, desde el (555) 010-2233.",
        "Llame al (555) 010-2200 si no le va bien con su plan, si se siente peor o si tiene una pregunta.",
        "Versión 2, 21 de noviembre de 2026.",
    ]


def test_banner_is_one_line():
    assert banner(ROSA, EN) == (
        'Goal "I want to walk to the park with my grandson without stopping." | '
        "Step: Walk 10 minutes after dinner, 3 days a week. | How sure: 8 of 10 | "
        "Next contact: Ana, Tuesday, December 1 | v2, November 21, 2026"
    )


def test_banner_cuts_and_the_other_texts_keep_every_word():
    line = banner(FULLEST, EN)
    assert "\n" not in line
    assert len(line) < 400
    assert '..." | Step: "After I eat dinner' in line
    assert f'"{LONG_EN}"' in progress_note(FULLEST, EN)
    long = replace(ROSA, goal=Spoken("walk with Bo " * 770))
    assert care_plan(long, EN).count("walk with Bo") == 770


@pytest.mark.parametrize(
    ("first", "score", "change", "said"),
    [
        (None, 8, "", "8 of 10"),
        (8, 8, "", "8 of 10"),
        (5, 8, "", "5 of 10 at first, 8 of 10 after a change"),
        (5, 5, "kept as it is", "5 of 10 at first, 5 of 10 after a change (kept as it is)"),
        (0, 10, "a helper", "0 of 10 at first, 10 of 10 after a change (a helper)"),
        (None, None, "", "not asked yet"),
        (None, 0, "", "0 of 10"),
    ],
)
def test_how_sure(first, score, change, said):
    facts = replace(ROSA, sure_at_first=first, how_sure=score, sure_change=change)
    assert note_fields(CopyKind.CARE_PLAN, facts, EN)["sure"] == said


@pytest.mark.parametrize(
    ("kind", "contact", "said"),
    [
        (CopyKind.PROGRESS_NOTE, DECLINED, "the patient chose no contact for now"),
        (CopyKind.PROGRESS_NOTE, NOT_ASKED, "not set yet"),
        (
            CopyKind.AFTER_VISIT,
            DECLINED,
            "You asked us not to call. You can call us any time we are open: (555) 010-2200.",
        ),
        (CopyKind.AFTER_VISIT, NOT_ASKED, "We have not set a day yet. You can call us: (555) 010-2200."),
    ],
)
def test_a_contact_that_is_not_agreed(kind, contact, said):
    assert note_fields(kind, replace(ROSA, contact=contact), EN)["contact"] == said


def test_the_date_is_the_practices_day():
    late = replace(ROSA, saved_at=ROSA.saved_at.replace(hour=5))
    assert note_fields(CopyKind.BANNER, late, EN)["date"] == "November 20, 2026"


UNKIND = re.compile(r"motivat|motivaci|\bfail|fracas|refus|rehus|complian|incumpl", re.IGNORECASE)


@pytest.mark.parametrize("texts", [EN, ES], ids=["en", "es"])
@pytest.mark.parametrize("kind", list(CopyKind))
def test_no_note_says_an_unkind_word(kind, texts):
    for facts in (ROSA, FULLEST, replace(ROSA, contact=DECLINED, how_sure=2), replace(ROSA, caution_open=True)):
        note = render_note(kind, facts, texts)
        assert UNKIND.search(note) is None
        assert "2" in note
        assert "2026" in note


def test_a_practice_writes_its_own_format():
    own = "PLAN {{v{version}}} {date}\n  - Goal: {goal}\n  - Step: {step}\n  - Note: {gloss}\n\nThanks."
    assert care_plan(ROSA, EN, own).splitlines() == [
        "PLAN {v2} November 21, 2026",
        '  - Goal: "I want to walk to the park with my grandson without stopping."',
        "  - Step: Walk 10 minutes after dinner, 3 days a week.",
        "",
        "Thanks.",
    ]


@pytest.mark.parametrize(
    ("kind", "own", "codes"),
    [
        (CopyKind.CARE_PLAN, "{goal} {step} {version} {date}", []),
        (CopyKind.CARE_PLAN, "{goal} {step} v{version} {date} {{braces}}", []),
        (CopyKind.CARE_PLAN, "  \n ", ["documents.format_empty"]),
        (CopyKind.CARE_PLAN, "{goal} {step} {version}", ["documents.format_lacks_field"]),
        (CopyKind.CARE_PLAN, "{goal} {step} {version} {date} {mood}", ["documents.format_unknown_field"]),
        (CopyKind.CARE_PLAN, "{goal} {step} {version} {date} {goal.__class__}", ["documents.format_unknown_field"]),
        (CopyKind.CARE_PLAN, "{goal} {step} {version} {date} {", ["documents.format_loose_brace"]),
        (CopyKind.CARE_PLAN, "{goal} {step} {version} {date} {}", ["documents.format_unknown_field"]),
        (CopyKind.BANNER, "{goal} {step}\n{version} {date}", ["documents.format_one_line"]),
        (
            CopyKind.CARE_PLAN,
            "{goal} {step} {version} {date} Refused and unmotivated",
            ["documents.format_word_to_avoid"] * 2,
        ),
        (CopyKind.CARE_PLAN, "{goal} {step} {version} {date} Falta de motivación", ["documents.format_word_to_avoid"]),
        (CopyKind.CARE_PLAN, "{goal} {step} {version} {date}" + "x" * LONGEST_FORMAT, ["documents.format_too_long"]),
    ],
)
def test_problems_of_a_format(kind, own, codes):
    problems = format_problems(kind, own)
    assert [problem.code for problem in problems] == codes
    for problem in problems:
        assert REASONS[problem.code].format(**problem.values)
    if codes:
        with pytest.raises(ValueError, match=re.escape(codes[0])):
            render_note(kind, ROSA, EN, own)


@pytest.mark.parametrize("texts", [EN, ES], ids=["en", "es"])
@pytest.mark.parametrize("kind", list(CopyKind))
def test_the_default_formats_would_be_accepted(kind, texts):
    assert format_problems(kind, texts[f"format_{kind}"]) == ()


def test_every_field_has_a_value_or_is_empty():
    assert note_fields(CopyKind.PROGRESS_NOTE, ROSA, EN).keys() == NOTE_FIELDS


@given(st.text(alphabet=st.characters(), max_size=200))
def test_whatever_is_written_stays_plain_text_on_its_line(text):
    facts = replace(
        ROSA,
        goal=Spoken(text),
        step=Step(as_spoken=Spoken(text)),
        patient_name=text,
        barriers=(Barrier(text, text),),
        helpers=(text,),
        made_by=text,
    )
    for kind in CopyKind:
        note = render_note(kind, facts, EN)
        assert len(note.splitlines()) <= len(EN[f"format_{kind}"].splitlines())
        assert all(character == "\n" or character.isprintable() for character in note)


def test_a_value_is_never_read_as_a_format():
    facts = replace(ROSA, goal=Spoken("{step} {goal} {{x}} %(date)s"))
    assert '"{step} {goal} {{x}} %(date)s"' in care_plan(facts, EN)
