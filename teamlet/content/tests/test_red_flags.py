"""Red flags: the three tiers, every limit at plus and minus one, denials and other people's words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from teamlet.content.red_flags import Answers, Fact, Facts, Reading, Tier, asked_of, named, route, scripts_for, shipped

ON = dt.date(2026, 11, 23)
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)

INSULIN = Facts(medicines=(Fact(label="Insulin lispro 100 UNT/ML"),))
GLIPIZIDE = Facts(medicines=(Fact(label="glipiZIDE 5 MG Oral Tablet"),))
METFORMIN = Facts(medicines=(Fact(label="Metformin hydrochloride 500 MG"),))
HEART = Facts(conditions=(Fact("I50.9", "icd10", "Heart failure"),))
PREGNANT = Facts(pregnant=True)
POSTPARTUM = Facts(conditions=(Fact("O90.89", "icd10", "Complication of the puerperium"),))
NOBODY = Facts()


def reading(measure: str, value: float | str, unit: str, days_ago: float = 0, hours: float = 0) -> Reading:
    return Reading(measure, Decimal(str(value)), unit, NOON - dt.timedelta(days=days_ago, hours=hours))


def sugar(value: float, days_ago: float = 0, hours: float = 0) -> Reading:
    return reading("glucose", value, "mg/dL", days_ago, hours)


def tier(*readings: Reading, facts: Facts = NOBODY, symptoms: tuple[str, ...] = (), words: str = "") -> Tier:
    return route(Answers(frozenset(symptoms), words), readings, facts, on=ON).status


@pytest.mark.parametrize(
    ("readings", "facts", "symptoms", "expected"),
    [
        # below 54 once
        ((sugar(55),), NOBODY, (), Tier.NONE),
        ((sugar(54),), NOBODY, (), Tier.NONE),
        ((sugar(53.9),), NOBODY, (), Tier.WITHIN_HOUR),
        ((sugar(53),), NOBODY, (), Tier.WITHIN_HOUR),
        ((sugar(53, 1),), NOBODY, (), Tier.SAME_DAY),
        ((sugar(53, 13),), NOBODY, (), Tier.SAME_DAY),
        ((sugar(53, 14),), NOBODY, (), Tier.NONE),
        # below 70 twice in 14 days on insulin or sulfonylurea
        ((sugar(69), sugar(69, 1)), INSULIN, (), Tier.SAME_DAY),
        ((sugar(69), sugar(69, 1)), GLIPIZIDE, (), Tier.SAME_DAY),
        ((sugar(69), sugar(69, 13)), INSULIN, (), Tier.SAME_DAY),
        ((sugar(69), sugar(69, 14)), INSULIN, (), Tier.NONE),
        ((sugar(69), sugar(70, 1)), INSULIN, (), Tier.NONE),
        ((sugar(69), sugar(71, 1)), INSULIN, (), Tier.NONE),
        ((sugar(69),), INSULIN, (), Tier.NONE),
        ((sugar(69), sugar(69)), INSULIN, (), Tier.NONE),  # one reading sent twice
        ((sugar(69), sugar(68, hours=1)), INSULIN, (), Tier.SAME_DAY),  # any reading counts, same day too
        ((sugar(69), sugar(69, 1)), METFORMIN, (), Tier.NONE),
        ((sugar(69), sugar(69, 1)), NOBODY, (), Tier.NONE),
        # above 300 twice, or once with vomiting or confusion
        ((sugar(301),), NOBODY, (), Tier.NONE),
        ((sugar(301), sugar(301, 1)), NOBODY, (), Tier.SAME_DAY),
        ((sugar(301), sugar(300, 1)), NOBODY, (), Tier.NONE),
        ((sugar(301), sugar(299, 1)), NOBODY, (), Tier.NONE),
        ((sugar(301),), NOBODY, ("vomiting",), Tier.WITHIN_HOUR),
        ((sugar(300),), NOBODY, ("vomiting",), Tier.SAME_DAY),  # the vomiting alone
        ((sugar(301),), NOBODY, ("confusion",), Tier.NOW_911),
        # blood pressure without signs: measure again, same day, no emergency
        ((reading("systolic", 180, "mm[Hg]"),), NOBODY, (), Tier.NONE),
        ((reading("systolic", 181, "mm[Hg]"),), NOBODY, (), Tier.SAME_DAY),
        ((reading("systolic", 181, "mmHg", 6),), NOBODY, (), Tier.SAME_DAY),
        ((reading("systolic", 181, "mmHg", 7),), NOBODY, (), Tier.NONE),
        ((reading("diastolic", 120, "mm[Hg]"),), NOBODY, (), Tier.NONE),
        ((reading("diastolic", 121, "mm[Hg]"),), NOBODY, (), Tier.SAME_DAY),
        # with signs
        ((reading("systolic", 181, "mm[Hg]"),), NOBODY, ("stroke_signs",), Tier.NOW_911),
        ((reading("diastolic", 121, "mm[Hg]"),), NOBODY, ("chest_pain",), Tier.NOW_911),
        # pregnancy and after birth
        ((reading("systolic", 159, "mm[Hg]"),), PREGNANT, (), Tier.NONE),
        ((reading("systolic", 160, "mm[Hg]"),), PREGNANT, (), Tier.WITHIN_HOUR),
        ((reading("systolic", 161, "mm[Hg]"),), POSTPARTUM, (), Tier.WITHIN_HOUR),
        ((reading("systolic", 160, "mm[Hg]"),), NOBODY, (), Tier.NONE),
        ((reading("diastolic", 109, "mm[Hg]"),), PREGNANT, (), Tier.NONE),
        ((reading("diastolic", 110, "mm[Hg]"),), PREGNANT, (), Tier.WITHIN_HOUR),
        ((reading("diastolic", 110, "mm[Hg]"),), NOBODY, (), Tier.NONE),
        # weight in heart failure
        ((reading("weight", 203, "lb"), reading("weight", 200, "lb", 1)), HEART, (), Tier.SAME_DAY),
        ((reading("weight", 202, "lb"), reading("weight", 200, "lb", 1)), HEART, (), Tier.NONE),
        ((reading("weight", 204, "lb"), reading("weight", 200, "lb", 2)), HEART, (), Tier.NONE),
        ((reading("weight", 205, "lb"), reading("weight", 200, "lb", 7)), HEART, (), Tier.SAME_DAY),
        ((reading("weight", 204, "lb"), reading("weight", 200, "lb", 7)), HEART, (), Tier.NONE),
        ((reading("weight", 205, "lb"), reading("weight", 200, "lb", 8)), HEART, (), Tier.NONE),
        ((reading("weight", 200, "lb"), reading("weight", 206, "lb", 1)), HEART, (), Tier.NONE),  # came down
        ((reading("weight", 203, "lb"), reading("weight", 200, "lb", 1)), NOBODY, (), Tier.NONE),
        ((reading("weight", "91.4", "kg"), reading("weight", 90, "kg", 1)), HEART, (), Tier.SAME_DAY),
        ((reading("weight", "91.3", "kg"), reading("weight", 90, "kg", 1)), HEART, (), Tier.NONE),
        ((reading("weight", 203, "lb"), reading("weight", 91, "kg", 1)), HEART, (), Tier.NONE),  # never converted
        # peak flow
        ((reading("peak_flow", 50, "%"),), NOBODY, (), Tier.NONE),
        ((reading("peak_flow", 49, "%"),), NOBODY, (), Tier.WITHIN_HOUR),
        # the other unit has its own limits
        ((reading("glucose", "3.0", "mmol/L"),), NOBODY, (), Tier.NONE),
        ((reading("glucose", "2.9", "mmol/L"),), NOBODY, (), Tier.WITHIN_HOUR),
        ((reading("glucose", 5, "mmol/L"),), NOBODY, (), Tier.NONE),
        # a unit or number nobody can judge goes to a person
        ((reading("glucose", 60, "drops"),), NOBODY, (), Tier.SAME_DAY),
        ((reading("glucose", "NaN", "mg/dL"),), NOBODY, (), Tier.SAME_DAY),
        ((reading("steps", 9000, "1"),), NOBODY, (), Tier.NONE),
    ],
)
def test_readings(readings: tuple[Reading, ...], facts: Facts, symptoms: tuple[str, ...], expected: Tier) -> None:
    assert tier(*readings, facts=facts, symptoms=symptoms) is expected


@pytest.mark.parametrize(
    "code", ["chest_pain", "stroke_signs", "breathlessness", "in_danger", "fainted", "confusion", "heavy_bleeding"]
)
def test_these_signs_are_911_now(code: str) -> None:
    assert tier(symptoms=(code,)) is Tier.NOW_911


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("I have chest pain", Tier.NOW_911),
        ("Since last night my chest hurts", Tier.NOW_911),
        ("No, chest pain since noon", Tier.NOW_911),
        ("no chest pain", Tier.NONE),
        ("I don't have chest pain", Tier.NONE),
        ("denies chest pain", Tier.NONE),
        ("ME DUELE EL PECHO", Tier.NOW_911),
        ("no me duele el pecho", Tier.NONE),
        ("no tengo dolor de pecho", Tier.NONE),
        ("tengo presión en el pecho", Tier.NOW_911),
        ("can’t breathe", Tier.NOW_911),
        ("no puedo respirar", Tier.NOW_911),
        ("a little short of breath", Tier.NOW_911),
        ("his face is drooping", Tier.NOW_911),
        ("tiene la cara chueca", Tier.NOW_911),
        ("I want to die", Tier.WITHIN_HOUR),
        ("ya no quiero vivir", Tier.WITHIN_HOUR),
        ("going to kill myself", Tier.NOW_911),
        ("me voy a matar", Tier.NOW_911),
        ("I took all my pills", Tier.NOW_911),
        ("I am confused about my pills", Tier.NONE),
        ("she is confused and sleepy", Tier.NOW_911),
        ("throwing up all night", Tier.SAME_DAY),
        ("tengo fiebre", Tier.SAME_DAY),
        ("no tengo fiebre", Tier.NONE),
        ("I fixed the chest of drawers", Tier.NONE),
        ("pain in my chest when I climb", Tier.NOW_911),
        ("my chest feels really tight", Tier.NOW_911),
        ("el pecho me duele mucho", Tier.NOW_911),
        ("my left arm is numb", Tier.NOW_911),
        ("my feet are numb", Tier.NONE),
        ("no siento el brazo", Tier.NOW_911),
        ("I can't catch my breath", Tier.NOW_911),
        ("me falta mucho el aire", Tier.NOW_911),
        ("less short of breath", Tier.NONE),
        ("My dad had a stroke", Tier.NONE),
        ("mi papá tuvo un derrame", Tier.NONE),
        ("casi me desmayo", Tier.NONE),
        ("no me he desmayado", Tier.NONE),
        ("my throat is closing", Tier.NOW_911),
        ("not suicidal", Tier.NONE),
        ("no suicidal thoughts", Tier.NONE),
        ("I don't want to be here anymore", Tier.WITHIN_HOUR),
        ("no quiero estar aquí", Tier.WITHIN_HOUR),
        ("my husband hits me", Tier.WITHIN_HOUR),
        ("mi esposo me pega", Tier.WITHIN_HOUR),
        ("I fell and hit my head", Tier.WITHIN_HOUR),
        ("I took too much insulin", Tier.WITHIN_HOUR),
        ("no tengo insulina", Tier.SAME_DAY),
        ("my feet are killing me", Tier.NONE),
        ("I am dying to try it", Tier.NONE),
        ("blood pressure was fine", Tier.NONE),
        ("me tomé la presión", Tier.NONE),
        ("I want to stop living", Tier.WITHIN_HOUR),
        ("quiero dejar de vivir", Tier.WITHIN_HOUR),
        ("quiero dejar de fumar", Tier.NONE),
        ("just kill me", Tier.WITHIN_HOUR),
        ("these stairs will kill me", Tier.NONE),
        ("he stopped breathing", Tier.NOW_911),
        ("he stopped eating", Tier.NONE),
        ("deja de respirar en la noche", Tier.NOW_911),
        ("deja de roncar en la noche", Tier.NONE),
        ("the bleeding will not stop", Tier.NOW_911),
        ("the bleeding stopped", Tier.NONE),
        ("no para el sangrado", Tier.NOW_911),
        ("su corazón: his heart stopped", Tier.NOW_911),
        ("all good, walked three times", Tier.NONE),
        ("todo bien", Tier.NONE),
        ("", Tier.NONE),
    ],
)
def test_danger_words_in_any_text(words: str, expected: Tier) -> None:
    assert tier(words=words) is expected


def test_a_worry_on_no_list_is_seen_the_same_day() -> None:
    assert route(Answers(worried=True), on=ON).status is Tier.SAME_DAY
    assert route(Answers(worried=True, words="my eye looks odd"), on=ON).status is Tier.SAME_DAY
    assert route(Answers(frozenset({"no_such_sign"})), on=ON).status is Tier.SAME_DAY
    assert route(Answers(worried=False), on=ON).status is Tier.NONE
    assert route(Answers(worried=None), on=ON).reason.code == "content.no_red_flag"


def test_the_most_urgent_wins_and_every_reason_is_told_most_urgent_first() -> None:
    decision = route(Answers(frozenset({"fever"}), "chest pain"), (sugar(50),), on=ON)
    assert decision.status is Tier.NOW_911
    assert [reason.code for reason in decision.reasons] == [
        "content.red_flag_words",
        "content.red_flag_reading",
        "content.red_flag_symptom",
        "content.red_flag_reading",
    ]


def test_tiers_have_the_tokens_that_follow_up_uses() -> None:
    assert [each.value for each in Tier] == ["none", "same_day", "within_hour", "now_911"]


def test_people_are_asked_for_the_signs_of_their_conditions() -> None:
    everybody = {symptom.code for symptom in asked_of(NOBODY, on=ON)}
    assert {"chest_pain", "self_harm_thoughts", "side_effect"} <= everybody
    assert "fluid_swelling" not in everybody
    assert "fluid_swelling" in {symptom.code for symptom in asked_of(HEART, on=ON)}
    assert "low_sugar_signs" in {symptom.code for symptom in asked_of(INSULIN, on=ON)}


def test_what_to_say_stays_on_the_line_and_names_988_in_a_crisis() -> None:
    plain_scripts = scripts_for(Tier.NOW_911, ["chest_pain"])
    assert [script.code for script in plain_scripts] == ["stay_on_the_line"]
    crisis = scripts_for(Tier.NOW_911, ["in_danger"])
    assert [script.code for script in crisis] == ["stay_on_the_line_crisis", "stay_on_the_line"]
    assert "988" in crisis[0].lines[0].say("es")
    assert scripts_for(Tier.NONE) == ()


@pytest.mark.parametrize("symptom", [symptom.code for symptom in shipped().symptoms])
def test_every_sign_has_words_in_both_languages_and_finds_itself(symptom: str) -> None:
    (entry,) = [each for each in shipped().symptoms if each.code == symptom]
    assert set(entry.words) == {"en", "es"}
    for pattern in (pattern for patterns in entry.words.values() for pattern in patterns):
        for phrase in pattern.words:
            for then in pattern.then or ("",):
                said = f"{phrase} {then}".replace("*", "")
                assert symptom in named(Answers(words=said)), said


@given(st.text(max_size=300), st.lists(st.decimals(allow_nan=True, allow_infinity=True), max_size=5))
def test_any_words_and_values_are_answered(words: str, values: list[Decimal]) -> None:
    readings = [
        Reading("glucose", value, "mg/dL", NOON - dt.timedelta(hours=place)) for place, value in enumerate(values)
    ]
    assert route(Answers(words=words), readings, INSULIN, on=ON).status in Tier


@given(st.lists(st.integers(20, 600), max_size=6), st.integers(20, 600))
def test_one_more_reading_never_calms(values: list[int], one_more: int) -> None:
    order = [Tier.NONE, Tier.SAME_DAY, Tier.WITHIN_HOUR, Tier.NOW_911]
    before = [sugar(value, place % 14, place) for place, value in enumerate(values)]
    after = [*before, sugar(one_more, 3, 0.5)]
    assert order.index(tier(*after, facts=INSULIN)) >= order.index(tier(*before, facts=INSULIN))


@pytest.mark.parametrize(
    ("taken_at", "zone", "expected"),
    [
        # 10 in the evening of November 22 in Los Angeles is November 23 in UTC.
        ("2026-11-23T06:00+00:00", "UTC", Tier.WITHIN_HOUR),
        ("2026-11-23T06:00+00:00", "America/Los_Angeles", Tier.SAME_DAY),
        # 1 in the morning of November 23 in Guam is November 22 in UTC.
        ("2026-11-22T15:00+00:00", "UTC", Tier.SAME_DAY),
        ("2026-11-22T15:00+00:00", "Pacific/Guam", Tier.WITHIN_HOUR),
        # The fourteenth day back begins and ends at the practice's midnight.
        ("2026-11-10T04:59+00:00", "America/New_York", Tier.NONE),
        ("2026-11-10T05:00+00:00", "America/New_York", Tier.SAME_DAY),
    ],
)
def test_a_reading_belongs_to_the_practices_day(taken_at: str, zone: str, expected: Tier) -> None:
    low = Reading("glucose", Decimal(53), "mg/dL", dt.datetime.fromisoformat(taken_at))
    assert route(Answers(), (low,), on=ON, zone=ZoneInfo(zone)).status is expected
