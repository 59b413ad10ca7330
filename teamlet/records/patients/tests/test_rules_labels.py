"""Labels of conditions and readings, and who sees them where."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from teamlet.ground.access.roles import Role
from teamlet.records.patients.rules import may_see, sensitivity_of
from teamlet.records.patients.words import REASONS, Sensitivity, Showing, View

S = Sensitivity
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("F10.20", S.SUBSTANCE_USE), ("F11.10", S.SUBSTANCE_USE), ("F19.99", S.SUBSTANCE_USE), ("F55.2", S.SUBSTANCE_USE),
        ("T40.1X1A", S.SUBSTANCE_USE), ("T40.2X2A", S.SUBSTANCE_USE), ("K70.30", S.SUBSTANCE_USE), ("Z71.41", S.SUBSTANCE_USE),
        ("O99.310", S.SUBSTANCE_USE), ("T51.0X1A", S.SUBSTANCE_USE),
        ("F17.210", S.NONE), ("Z72.0", S.NONE), ("Z87.891", S.NONE),
        ("F01.50", S.MENTAL_HEALTH), ("F32.A", S.MENTAL_HEALTH), ("F33.1", S.MENTAL_HEALTH), ("F41.1", S.MENTAL_HEALTH),
        ("F43.10", S.MENTAL_HEALTH), ("F53.0", S.MENTAL_HEALTH), ("F84.0", S.MENTAL_HEALTH), ("F90.0", S.MENTAL_HEALTH),
        ("R45.851", S.MENTAL_HEALTH), ("T14.91XA", S.MENTAL_HEALTH), ("X78.1XXA", S.MENTAL_HEALTH),
        ("T39.1X2A", S.MENTAL_HEALTH), ("Z91.51", S.MENTAL_HEALTH), ("O99.340", S.MENTAL_HEALTH), ("O90.6", S.MENTAL_HEALTH),
        ("T39.1X1A", S.NONE), ("T46.5X6A", S.NONE),
        ("T74.11XA", S.VIOLENCE), ("T76.22XA", S.VIOLENCE), ("Y07.01", S.VIOLENCE), ("X95.9XXA", S.VIOLENCE),
        ("Z69.11", S.VIOLENCE), ("Z62.810", S.VIOLENCE), ("Z91.410", S.VIOLENCE), ("Z65.4", S.VIOLENCE), ("O9A.311", S.VIOLENCE),
        ("O80", S.REPRODUCTIVE), ("O24.410", S.REPRODUCTIVE), ("Z33.1", S.REPRODUCTIVE), ("Z3A.20", S.REPRODUCTIVE),
        ("Z30.09", S.REPRODUCTIVE), ("B20", S.REPRODUCTIVE), ("Z21", S.REPRODUCTIVE), ("A54.00", S.REPRODUCTIVE),
        ("N52.9", S.REPRODUCTIVE), ("N97.9", S.REPRODUCTIVE), ("F52.21", S.REPRODUCTIVE), ("F64.0", S.REPRODUCTIVE),
        ("Z72.51", S.REPRODUCTIVE), ("O03.9", S.REPRODUCTIVE), ("Z79.3", S.REPRODUCTIVE),
        ("Z65.1", S.LEGAL), ("Z65.3", S.LEGAL), ("Y35.01", S.LEGAL),
        ("Z59.00", S.SOCIAL), ("Z59.41", S.SOCIAL), ("Z56.0", S.SOCIAL), ("Z60.2", S.SOCIAL), ("Z63.5", S.SOCIAL), ("Z55.0", S.SOCIAL),
        ("E11.9", S.NONE), ("I10", S.NONE), ("J45.20", S.NONE), ("I50.9", S.NONE), ("N18.30", S.NONE), ("G89.29", S.NONE),
        ("E66.9", S.NONE), ("R73.03", S.NONE), ("G30.9", S.NONE), ("I46.9", S.NONE), ("M84.30XA", S.NONE), ("Z00.00", S.NONE),
    ],
)  # fmt: skip
def test_icd_10_labels(code: str, label: S) -> None:
    assert sensitivity_of(ICD, code, "").status is label
    assert sensitivity_of(ICD, code.replace(".", "").lower(), "").status is label
    assert sensitivity_of("urn:oid:2.16.840.1.113883.6.90", code, "").status is label


@pytest.mark.parametrize(
    ("code", "display", "label"),
    [
        ("6525002", "Dependent drug abuse (disorder)", S.SUBSTANCE_USE),
        ("10939881000119105", "Unhealthy alcohol drinking behavior (finding)", S.SUBSTANCE_USE),
        ("1", "Alcohol dependence", S.SUBSTANCE_USE),
        ("1", "Nondependent cannabis abuse", S.SUBSTANCE_USE),
        ("1", "Tobacco and alcohol use", S.SUBSTANCE_USE),
        ("449868002", "Smokes tobacco daily (finding)", S.NONE),
        ("1", "Nicotine addiction", S.NONE),
        ("1", "Substance use: tobacco", S.NONE),
        ("1", "Nonalcoholic fatty liver disease", S.NONE),
        ("1", "Non-alcoholic steatohepatitis", S.NONE),
        ("706893006", "Victim of intimate partner abuse (finding)", S.VIOLENCE),
        ("1", "Child sexual abuse", S.VIOLENCE),
        ("1", "Assault by knife", S.VIOLENCE),
        ("1", "Elder neglect", S.VIOLENCE),
        ("72892002", "Normal pregnancy", S.REPRODUCTIVE),
        ("19169002", "Miscarriage in first trimester", S.REPRODUCTIVE),
        ("1", "Gestational diabetes", S.REPRODUCTIVE),
        ("1", "HIV infection", S.REPRODUCTIVE),
        ("1", "Uses hearing aids", S.NONE),
        ("1", "Erectile dysfunction", S.REPRODUCTIVE),
        ("370143000", "Major depressive disorder (disorder)", S.MENTAL_HEALTH),
        ("80583007", "Severe anxiety (panic) (finding)", S.MENTAL_HEALTH),
        ("1", "Postpartum depression", S.MENTAL_HEALTH),
        ("73595000", "Stress (finding)", S.MENTAL_HEALTH),
        ("1", "Bulimia", S.MENTAL_HEALTH),
        ("1", "Stress fracture of foot", S.NONE),
        ("1", "Stress incontinence", S.NONE),
        ("1", "ST segment depression", S.NONE),
        ("1", "Respiratory depression", S.NONE),
        ("266948004", "Has a criminal record (finding)", S.LEGAL),
        ("1", "Released from prison", S.LEGAL),
        ("410429000", "Cardiac Arrest", S.NONE),
        ("429007001", "History of cardiac arrest (situation)", S.NONE),
        ("160903007", "Full-time employment (finding)", S.SOCIAL),
        ("224299000", "Received higher education (finding)", S.SOCIAL),
        ("446654005", "Refugee (person)", S.SOCIAL),
        ("1", "Homeless", S.SOCIAL),
        ("44054006", "Diabetes mellitus type 2 (disorder)", S.NONE),
        ("38341003", "Hypertension", S.NONE),
        ("314529007", "Medication review due (situation)", S.NONE),
        ("26929004", "Alzheimer's disease (disorder)", S.NONE),
        ("203082005", "Fibromyalgia (disorder)", S.NONE),
        ("128613002", "Seizure disorder", S.NONE),
        ("1", "Depresión mayor", S.MENTAL_HEALTH),
        ("1", "Violencia de pareja", S.VIOLENCE),
        ("1", "Embarazo", S.REPRODUCTIVE),
        ("1", "Alcoholismo crónico", S.SUBSTANCE_USE),
        ("1", "Sin hogar", S.SOCIAL),
        ("1", "ALCOHOL ABUSE", S.SUBSTANCE_USE),
        ("1", "", S.NONE),
    ],
)
def test_snomed_and_words(code: str, display: str, label: S) -> None:
    assert sensitivity_of(SNOMED, code, display).status is label
    decision = sensitivity_of("", "", display)
    if code == "1":
        assert decision.status is label
    assert decision.reason.code in REASONS


@pytest.mark.parametrize(
    ("code", "display", "label"),
    [
        ("72166-2", "Tobacco smoking status NHIS", S.NONE),
        ("44261-6", "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]", S.MENTAL_HEALTH),
        ("55758-7", "Patient Health Questionnaire 2 item (PHQ-2) total score [Reported]", S.MENTAL_HEALTH),
        ("70274-6", "Generalized anxiety disorder 7 item (GAD-7) total score [Reported.PHQ]", S.MENTAL_HEALTH),
        ("75626-2", "Total score [AUDIT-C]", S.SUBSTANCE_USE),
        ("82667-7", "Total score [DAST-10]", S.SUBSTANCE_USE),
        ("76504-0", "Total score [HARK]", S.VIOLENCE),
        ("93026-3", "Do you feel physically and emotionally safe where you currently live?", S.VIOLENCE),
        ("76501-6", "Within the last year, have you been afraid of your partner or ex-partner?", S.VIOLENCE),
        ("93028-9", "In the past year, have you spent more than 2 nights in a row in a jail, prison?", S.LEGAL),
        ("71802-3", "Housing status", S.SOCIAL),
        ("76437-3", "Primary insurance", S.SOCIAL),
        ("32624-9", "Race", S.SOCIAL),
        ("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", S.NONE),
        ("8480-6", "Systolic Blood Pressure", S.NONE),
        ("29463-7", "Body Weight", S.NONE),
        ("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported", S.NONE),
        ("54899-0", "Preferred language", S.NONE),
        ("99999-9", "Cocaine [Presence] in Urine by Screen method", S.SUBSTANCE_USE),
        ("99999-9", "HIV 1 Ab [Presence] in Serum", S.REPRODUCTIVE),
    ],
)
def test_readings(code: str, display: str, label: S) -> None:
    assert sensitivity_of(LOINC, code, display).status is label


@given(st.text(max_size=30), st.text(max_size=15), st.text(max_size=80))
def test_odd_input_never_raises(system: str, code: str, display: str) -> None:
    assert sensitivity_of(system, code, display).status in S
    assert sensitivity_of(ICD, code, display).status in S


@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize("role", Role)
def test_without_label_an_item_is_shown(role: Role, view: View) -> None:
    assert may_see(S.NONE, [role], view).status is Showing.SHOWN


@pytest.mark.parametrize("label", [label for label in S if label is not S.NONE])
@pytest.mark.parametrize("view", [View.TURNED_SCREEN, View.BANNER, View.PATIENT_PAGE])
def test_where_others_look_on_nobody_shows_labelled_items(label: S, view: View) -> None:
    assert may_see(label, list(Role), view).status is Showing.HIDDEN


#: Who sees what in the chart, written out a second time: one line per role.
CHART = {
    Role.CLINICIAN: "mental_health substance_use violence legal reproductive social",
    Role.BEHAVIORAL_HEALTH: "mental_health substance_use violence legal reproductive social",
    Role.NURSE: "mental_health substance_use violence reproductive social",
    Role.CARE_MANAGER: "mental_health violence legal social",
    Role.MEDICAL_ASSISTANT: "mental_health reproductive social",
    Role.COACH: "mental_health social",
}


@pytest.mark.parametrize("label", [label for label in S if label is not S.NONE])
@pytest.mark.parametrize("role", Role)
def test_roles_and_views(role: Role, label: S) -> None:
    sees = label in CHART.get(role, "").split()
    assert may_see(label, [role], View.CHART).status is (Showing.SHOWN if sees else Showing.HIDDEN)
    own_list = (role, label) in {(Role.BEHAVIORAL_HEALTH, S.MENTAL_HEALTH), (Role.CARE_MANAGER, S.SOCIAL)}
    elsewhere = Showing.SEE_CHART if sees else Showing.HIDDEN
    assert may_see(label, [role], View.LIST).status is (Showing.SHOWN if own_list else elsewhere)
    assert may_see(label, [role], View.PRINT).status is elsewhere
    assert may_see(label, [str(role)], View.CHART).status is may_see(label, [role], View.CHART).status


def test_nobody_sees_nothing_and_roles_add_up() -> None:
    assert may_see(S.VIOLENCE, [], View.CHART).status is Showing.HIDDEN
    assert may_see(S.VIOLENCE, [Role.FRONT_DESK, Role.NURSE], View.CHART).status is Showing.SHOWN
