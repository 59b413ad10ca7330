"""Which menus a person is offered."""

from __future__ import annotations

import datetime as dt

import pytest

from teamlet.content.matching import Fact, Facts
from teamlet.content.menus import menus_for, shipped

ON = dt.date(2026, 11, 23)
SCT = "http://snomed.info/sct"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"


@pytest.mark.parametrize(
    ("condition", "offered"),
    [
        (Fact("44054006", SCT, "Diabetes"), ["diabetes"]),
        (Fact("E11.9", ICD, "Type 2 diabetes mellitus"), ["diabetes"]),
        (Fact("O24.410", ICD, "Gestational diabetes mellitus"), []),
        (Fact("15777000", SCT, "Prediabetes"), []),
        (Fact("R73.03", ICD, "Prediabetes"), []),
        (Fact("59621000", SCT, "Essential hypertension (disorder)"), ["hypertension"]),
        (Fact("I27.0", ICD, "Primary pulmonary hypertension"), []),
        (Fact("I11.0", ICD, "Hypertensive heart disease with heart failure"), ["heart_failure", "hypertension"]),
        (Fact("88805009", SCT, "Chronic congestive heart failure (disorder)"), ["heart_failure"]),
        (Fact("233678006", SCT, "Childhood asthma"), ["asthma_copd"]),
        (Fact("370143000", SCT, "Major depressive disorder (disorder)"), ["depression"]),
        (Fact("82423001", SCT, "Chronic pain"), ["chronic_pain"]),
        (Fact("271737000", SCT, "Anemia (disorder)"), []),
        (Fact("E11.9", ICD, "Type 2 diabetes", until=ON - dt.timedelta(days=1)), []),
        (Fact("", "", "Family history of diabetes"), []),
    ],
)
def test_everybody_gets_the_generic_menu_and_people_with_a_condition_theirs(
    condition: Fact, offered: list[str]
) -> None:
    menus = menus_for(Facts(conditions=(condition,)), on=ON)
    assert [menu.id for menu in menus] == ["generic", *offered]


def test_the_menu_of_a_sensitive_condition_says_so() -> None:
    assert {menu.id: menu.sensitivity for menu in shipped() if menu.sensitivity != "none"} == {
        "depression": "mental_health"
    }


def test_the_generic_menu_has_the_bubbles_and_each_topic_a_picture() -> None:
    generic = shipped()[0]
    assert generic.id == "generic"
    assert 8 <= len(generic.topics) <= 12
    assert all(topic.picture and topic.steps for menu in shipped() for topic in menu.topics)
