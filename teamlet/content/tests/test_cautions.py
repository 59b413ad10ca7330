"""Cautions: tables of steps that meet one, and of near misses that must not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from teamlet.content import cautions
from teamlet.content.cautions import Fact, Facts, met_cautions

ON = dt.date(2026, 11, 23)


def medicine(label: str, code: str = "", system: str = "") -> Fact:
    return Fact(code=code, system=system, label=label)


INSULIN = Facts(medicines=(medicine("insulin glargine 100 UNT/ML Injectable Solution [Lantus]"),))
GLIPIZIDE = Facts(medicines=(medicine("glipiZIDE 5 MG Oral Tablet"),))
SGLT2 = Facts(medicines=(medicine("empagliflozin 10 MG Oral Tablet [Jardiance]"),))
METFORMIN = Facts(medicines=(medicine("24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet"),))
HEART_FAILURE = Facts(
    conditions=(Fact("I50.22", "http://hl7.org/fhir/sid/icd-10-cm", "Chronic systolic heart failure"),)
)
DIALYSIS = Facts(conditions=(Fact("Z99.2", "icd10", "Dependence on renal dialysis"),))
KIDNEY = Facts(conditions=(Fact("431856006", "http://snomed.info/sct", "Chronic kidney disease stage 2 (disorder)"),))
LISINOPRIL = Facts(medicines=(medicine("lisinopril 10 MG Oral Tablet"),))
LOSARTAN = Facts(medicines=(medicine("Losartan Potassium 50 MG Oral Tablet"),))
SPIRONOLACTONE = Facts(medicines=(medicine("Spironolactone 25 MG Oral Tablet"),))
WARFARIN = Facts(medicines=(medicine("Warfarin Sodium 5 MG Oral Tablet"),))
FOOT_ULCER = Facts(conditions=(Fact("E11.621", "icd10", "Type 2 diabetes with foot ulcer"),))
EYES = Facts(conditions=(Fact("", "", "Proliferative diabetic retinopathy due to type II diabetes mellitus"),))
MILD_EYES = Facts(conditions=(Fact("", "", "Non-proliferative diabetic retinopathy"),))
CHEST_PAIN = Facts(conditions=(Fact("29857009", "snomed", "Chest pain"),))
PREGNANT = Facts(pregnant=True)
PREGNANT_CODE = Facts(conditions=(Fact("72892002", "http://snomed.info/sct", "Normal pregnancy"),))
THIN = Facts(age=40, bmi=Decimal("18.4"))
EATING = Facts(conditions=(Fact("F50.02", "icd10", "Anorexia nervosa"),))
METOPROLOL = Facts(medicines=(medicine("24 HR metoprolol succinate 100 MG Extended Release Oral Tablet [Toprol]"),))
SERTRALINE = Facts(medicines=(medicine("Sertraline 100 MG Oral Tablet"),))
NOBODY = Facts()

MET = [
    # fasting and keto
    ("Fast until noon", INSULIN, {"fasting_low_sugar"}),
    ("fast", INSULIN, {"fasting_low_sugar"}),
    ("intermittent fasting 16:8", GLIPIZIDE, {"fasting_low_sugar"}),
    ("Skip breakfast, 3 days a week", SGLT2, {"fasting_low_sugar"}),
    ("try the KETO diet", SGLT2, {"fasting_low_sugar"}),
    ("Cut out all carbs", INSULIN, {"fasting_low_sugar"}),
    ("eat one meal a day", INSULIN, {"fasting_low_sugar"}),
    ("Hacer ayuno hasta mediodía", INSULIN, {"fasting_low_sugar"}),
    ("ayunar los lunes", GLIPIZIDE, {"fasting_low_sugar"}),
    ("AYUNO", INSULIN, {"fasting_low_sugar"}),
    ("no desayunar", INSULIN, {"fasting_low_sugar"}),
    ("saltarme la cena", GLIPIZIDE, {"fasting_low_sugar"}),
    ("dieta cetogénica", SGLT2, {"fasting_low_sugar"}),
    # stopping
    ("Stop taking my blood pressure pills", NOBODY, {"stop_prescribed"}),
    ("quit my metformin", METFORMIN, {"stop_prescribed"}),
    ("dejar la metformina", METFORMIN, {"stop_prescribed"}),
    ("dejar de tomar la sertralina", SERTRALINE, {"stop_prescribed"}),
    ("Dejar de tomar mis pastillas", NOBODY, {"stop_prescribed"}),
    ("skip my insulin at night", INSULIN, {"stop_prescribed"}),
    ("come off my meds", NOBODY, {"stop_prescribed"}),
    ("stop my pills", METOPROLOL, {"stop_prescribed", "stop_suddenly"}),
    ("stop my prednisone", NOBODY, {"stop_prescribed", "stop_suddenly"}),
    ("quit xanax", NOBODY, {"stop_prescribed", "stop_suddenly"}),
    ("dejar el clonazepam", NOBODY, {"stop_prescribed", "stop_suddenly"}),
    ("stop the oxycodone today", NOBODY, {"stop_prescribed", "stop_suddenly"}),
    ("stop Keppra", NOBODY, {"stop_prescribed", "stop_suddenly"}),
    ("Stop drinking", NOBODY, {"stop_suddenly"}),
    ("quit drinking beer", NOBODY, {"stop_suddenly"}),
    ("no more alcohol", NOBODY, {"stop_suddenly"}),
    ("quit cold turkey", NOBODY, {"stop_suddenly"}),
    ("dejar el alcohol", NOBODY, {"stop_suddenly"}),
    ("Dejar de beber", NOBODY, {"stop_suddenly"}),
    ("dejar de tomar", NOBODY, {"stop_suddenly"}),
    ("dejar de tomar cerveza", NOBODY, {"stop_suddenly"}),
    ("take half my metformin", NOBODY, {"stop_prescribed"}),
    ("take fewer pills", NOBODY, {"stop_prescribed"}),
    ("cut back on my lisinopril", NOBODY, {"stop_prescribed"}),
    ("tomar menos pastillas", NOBODY, {"stop_prescribed"}),
    # fluids
    ("Drink 8 glasses of water every day", HEART_FAILURE, {"more_fluids"}),
    ("drink more water", DIALYSIS, {"more_fluids"}),
    ("a gallon a day", HEART_FAILURE, {"more_fluids"}),
    ("Tomar 8 vasos de agua", HEART_FAILURE, {"more_fluids"}),
    ("tomar más líquidos", DIALYSIS, {"more_fluids"}),
    # potassium
    ("Use a salt substitute", KIDNEY, {"potassium_salt"}),
    ("cook with NoSalt", LISINOPRIL, {"potassium_salt"}),
    ("lite salt at dinner", LOSARTAN, {"potassium_salt"}),
    ("usar sustituto de sal", SPIRONOLACTONE, {"potassium_salt"}),
    ("sal de potasio", KIDNEY, {"potassium_salt"}),
    # warfarin
    ("Go vegan", WARFARIN, {"warfarin_diet"}),
    ("Eat spinach every day", WARFARIN, {"warfarin_diet"}),
    ("keto", WARFARIN, {"warfarin_diet"}),
    ("jugo verde en la mañana", WARFARIN, {"warfarin_diet"}),
    # hard exercise
    ("Run 20 minutes", FOOT_ULCER, {"hard_exercise"}),
    ("lift weights at the gym", EYES, {"hard_exercise"}),
    ("jog after dinner", CHEST_PAIN, {"hard_exercise"}),
    ("Correr 20 minutos", FOOT_ULCER, {"hard_exercise"}),
    ("levantar pesas", EYES, {"hard_exercise"}),
    # weight loss
    ("Lose 10 pounds", PREGNANT, {"weight_loss"}),
    ("eat less", EATING, {"weight_loss"}),
    ("count calories", THIN, {"weight_loss"}),
    ("bajar de peso", PREGNANT_CODE, {"weight_loss"}),
    ("hacer dieta", EATING, {"weight_loss"}),
    ("1,200 calories a day", THIN, {"weight_loss"}),
    # two at once
    ("fast on Mondays", Facts(medicines=INSULIN.medicines, pregnant=True), {"fasting_low_sugar", "weight_loss"}),
]

NEAR_MISSES = [
    ("Eat breakfast", INSULIN),
    ("Have vegetables with breakfast", INSULIN),
    ("Comer fruta en el desayuno", INSULIN),
    ("desayunar todos los días", INSULIN),
    ("Walk fast 10 minutes", INSULIN),
    ("take a fast walk", INSULIN),
    ("walk at a fast pace", INSULIN),
    ("No fast food", INSULIN),
    ("eat less fast food", INSULIN),
    ("do not skip breakfast", INSULIN),
    ("no saltarme el desayuno", INSULIN),
    ("check my fasting sugar", INSULIN),
    ("medirme el azúcar en ayunas", INSULIN),
    ("tomar agua en ayunas", INSULIN),
    ("check for ketones", SGLT2),
    ("Fast until noon", METFORMIN),
    ("keto", NOBODY),
    ("Stop eating chips", INSULIN),
    ("stop smoking", METOPROLOL),
    ("Quit drinking soda", NOBODY),
    ("stop drinking diet coke", NOBODY),
    ("dejar de tomar refresco", NOBODY),
    ("dejar de tomar bebidas dulces", NOBODY),
    ("dejar de fumar", METOPROLOL),
    ("stop skipping my pills", METFORMIN),
    ("do not stop my medicine", NOBODY),
    ("no dejar mis medicinas", NOBODY),
    ("stop at the drugstore for my pills", NOBODY),
    ("Take my pills when I stop work", NOBODY),
    ("one less beer", NOBODY),
    ("Have 2 fewer drinks of alcohol in the evening", NOBODY),
    ("alcohol wipes before my shot", INSULIN),
    ("Take 2 pills", NOBODY),
    ("Drink a glass of water with my pills", HEART_FAILURE),
    ("tomar un vaso de agua con mis pastillas", HEART_FAILURE),
    ("take less salt with my pills", NOBODY),
    ("Drink less fluids", HEART_FAILURE),
    ("less fluids", HEART_FAILURE),
    ("drink no more than 6 cups of water", HEART_FAILURE),
    ("tomar menos líquidos", HEART_FAILURE),
    ("Have water in place of soda", HEART_FAILURE),
    ("Drink 8 glasses of water every day", METFORMIN),
    ("no salt at the table", KIDNEY),
    ("Cook with herbs in place of salt", KIDNEY),
    ("use a salt substitute", METFORMIN),
    ("no usar sustituto de sal", KIDNEY),
    ("Eat 1 serving of vegetables with dinner", WARFARIN),
    ("Go vegan", METFORMIN),
    ("Walk 10 minutes after dinner", FOOT_ULCER),
    ("run errands", FOOT_ULCER),
    ("not run out of pills", CHEST_PAIN),
    ("ver el futbol", CHEST_PAIN),
    ("lift weights", MILD_EYES),
    ("Run 20 minutes", METFORMIN),
    ("eat less salt", PREGNANT),
    ("comer menos sal", PREGNANT),
    ("stop counting calories", EATING),
    ("lose weight", Facts(age=40, bmi=Decimal("18.5"))),
    ("lose weight", Facts(age=12, bmi=Decimal(17))),
    ("lose weight", NOBODY),
    ("", INSULIN),
]


@pytest.mark.parametrize(("step", "facts", "codes"), MET)
def test_step_meets_exactly_these_cautions(step: str, facts: Facts, codes: set[str]) -> None:
    assert {met.code for met in met_cautions(step, facts, on=ON)} == codes


@pytest.mark.parametrize(("step", "facts"), NEAR_MISSES)
def test_near_miss_meets_none(step: str, facts: Facts) -> None:
    assert met_cautions(step, facts, on=ON) == ()


def test_the_answer_says_why_and_what_is_printed() -> None:
    (met,) = met_cautions("Try intermittent Fasting", INSULIN, on=ON)
    assert met.words == "Fasting"
    assert met.facts == ("insulin glargine 100 UNT/ML Injectable Solution [Lantus]",)
    assert met.line.say("en") == "Talk to your nurse before you start."
    assert met.line.say("es") == "Hable con el personal de enfermería antes de empezar."
    assert met.reason.code == "content.caution_met"


@pytest.mark.parametrize(
    ("since", "until", "counts"),
    [
        (None, None, True),
        (ON, None, True),
        (ON + dt.timedelta(days=1), None, False),
        (None, ON, True),
        (None, ON - dt.timedelta(days=1), False),
    ],
)
def test_only_facts_that_hold_on_the_day_count(since: dt.date | None, until: dt.date | None, counts: bool) -> None:
    facts = Facts(medicines=(Fact(label="Insulin lispro", since=since, until=until),))
    assert bool(met_cautions("fast until noon", facts, on=ON)) is counts


def test_a_menu_step_meets_a_caution_only_where_it_should() -> None:
    """No shipped step meets a caution for a person with every fact on record, except those named here."""
    from teamlet.content import library, schema

    everything = Facts(
        conditions=(
            *HEART_FAILURE.conditions,
            *DIALYSIS.conditions,
            *KIDNEY.conditions,
            *FOOT_ULCER.conditions,
            *EYES.conditions,
            *CHEST_PAIN.conditions,
            *EATING.conditions,
        ),
        medicines=(
            *INSULIN.medicines,
            *SGLT2.medicines,
            *WARFARIN.medicines,
            *METOPROLOL.medicines,
            *LISINOPRIL.medicines,
        ),
        pregnant=True,
    )
    surprising = [
        (step.code, language, met.code)
        for name in library.ids("goal_menus")
        for topic in library.load_as(schema.GoalMenu, name).topics
        for step in topic.steps
        for language in ("en", "es")
        for met in met_cautions(step.label.say(language), everything, on=ON)
    ]
    assert surprising == []


def test_both_languages_of_every_word_group_are_there() -> None:
    missing = [group.code for group in cautions.shipped().word_groups if set(group.patterns) != {"en", "es"}]
    assert missing == []


@given(st.text(max_size=400))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(met_cautions(text, INSULIN, on=ON), tuple)
