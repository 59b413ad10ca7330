"""Populations counted from FHIR files with the standard library alone: nothing of ours is imported here.

Written from the definitions (condition codes, thresholds, months), patient by patient, to be held against the product.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
SCT = "http://snomed.info/sct"
ACTIVE = {"active", "recurrence", "relapse", ""}
HERE = ZoneInfo("America/New_York")

Chart = dict[str, Any]


def charts(folder: Path) -> list[Chart]:
    """Return one dictionary a patient: {"Patient": …, "Condition": [...], "Observation": [...], "Encounter": {...}}."""
    found = []
    for path in sorted(folder.rglob("*.json")):
        bundle = json.loads(path.read_text(encoding="utf-8"))
        if bundle.get("resourceType") != "Bundle":
            continue
        chart: Chart = {"Condition": [], "Observation": [], "Encounter": {}}
        for entry in bundle["entry"]:
            resource = entry["resource"]
            kind = resource["resourceType"]
            if kind == "Patient":
                chart["Patient"] = resource
            elif kind == "Encounter":
                chart["Encounter"][entry.get("fullUrl")] = resource
                chart["Encounter"][f"Encounter/{resource['id']}"] = resource
            elif kind in chart:
                chart[kind].append(resource)
        found.append(chart)
    return found


def first_code(concept: dict[str, Any] | None) -> str:
    return ((concept or {}).get("coding") or [{}])[0].get("code", "")


def ago(on: date, months: int) -> date:
    years, month = divmod(on.month - 1 - months, 12)
    day = on.day
    while True:
        try:
            return date(on.year + years, month + 1, day)
        except ValueError:
            day -= 1


def civil(text: str) -> date:
    if len(text) == 10:
        return date.fromisoformat(text)
    return moment(text).astimezone(HERE).date()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def percent(quantity: dict[str, Any]) -> float:
    """Return the number, an HbA1c in mmol/mol as percent."""
    value: float = quantity["value"]
    return round(value * 0.09148 + 2.152, 1) if quantity.get("code") == "mmol/mol" else value


class Hand:
    """One patient's answers."""

    def __init__(self, chart: Chart, on: date) -> None:
        self.chart, self.on = chart, on
        self.patient = chart["Patient"]

    def counts_at_all(self) -> bool:
        dead = "deceasedDateTime" in self.patient or self.patient.get("deceasedBoolean") is True
        return not dead and self.patient.get("active", True)

    def diagnosed(
        self, icd: tuple[str, ...], sct: set[str], but: tuple[str, ...] = (), *, how: str = "listed", apart: int = 1
    ) -> bool:
        visits = set()
        for condition in self.chart["Condition"]:
            if first_code(condition.get("clinicalStatus")) not in ACTIVE:
                continue
            if first_code(condition.get("verificationStatus")) in {"refuted", "entered-in-error"}:
                continue
            if "abatementDateTime" in condition:
                continue
            hit = False
            for coding in condition["code"].get("coding", []):
                code = coding["code"]
                if coding["system"] == SCT and code in sct:
                    hit = True
                if coding["system"] == ICD and code.startswith(icd) and not (but and code.startswith(but)):
                    hit = True
            if not hit:
                continue
            kinds = {first_code(category) for category in condition.get("category", [])}
            encounter_only = "encounter-diagnosis" in kinds and "problem-list-item" not in kinds
            if how == "any" or (how == "listed" and not encounter_only):
                return True
            encounter = self.chart["Encounter"].get(condition.get("encounter", {}).get("reference"))
            if encounter_only and encounter and encounter["class"]["code"] in {"AMB", "HH", "VR", "FLD"}:
                visits.add(civil(encounter["period"]["start"]))
        days = sorted(day for day in visits if ago(self.on, 24) <= day <= self.on)
        return len(days) >= 2 and (days[-1] - days[0]).days >= apart

    def values(self, codes: set[str], months: int | None, *, outpatient: bool = False) -> list[tuple[date, str, float]]:
        """Return (day, moment, value), oldest first."""
        found = []
        for seen in self.chart["Observation"]:
            text = seen.get("effectiveDateTime") or (seen.get("effectivePeriod") or {}).get("start")
            if text is None or seen.get("status") in {"entered-in-error", "cancelled"}:
                continue
            if outpatient:
                encounter = self.chart["Encounter"].get(seen.get("encounter", {}).get("reference"))
                if encounter and encounter["class"]["code"] in {"EMER", "IMP", "ACUTE"}:
                    continue
            for part in (seen, *seen.get("component", [])):
                quantity = part.get("valueQuantity")
                names = {coding["code"] for coding in part.get("code", {}).get("coding", [])}
                if quantity and "value" in quantity and names & codes:
                    day = civil(text)
                    if day <= self.on and (months is None or day >= ago(self.on, months)):
                        found.append((day, text, percent(quantity)))
        return sorted(found)

    def latest(self, codes: set[str], months: int | None) -> float | None:
        found = self.values(codes, months)
        return found[-1][2] if found else None

    def lowest_of_latest_day(self, code: str, months: int) -> float | None:
        found = self.values({code}, months, outpatient=True)
        return min(value for day, _, value in found if day == found[-1][0]) if found else None

    def age(self) -> int:
        born = date.fromisoformat(self.patient["birthDate"])
        return self.on.year - born.year - ((self.on.month, self.on.day) < (born.month, born.day))

    def stays(self, classes: set[str], months: int) -> int:
        own = {encounter["id"]: encounter for encounter in self.chart["Encounter"].values()}
        return sum(
            encounter["class"]["code"] in classes
            and ago(self.on, months) <= civil(encounter["period"]["start"]) <= self.on
            for encounter in own.values()
        )


HBA1C = {"4548-4", "4549-2", "17855-8", "17856-6", "96595-4", "59261-8", "97506-0"}
EGFR = {"98979-8", "62238-1", "33914-3", "48642-3", "48643-1", "69405-9", "77147-7"}
RATIO = {"9318-7", "14959-1"}


def over(value: float | None, limit: float) -> bool:
    return value is not None and value >= limit


def diabetes(p: Hand) -> bool:
    return p.diagnosed(("E10", "E11", "E13", "O24.0", "O24.1", "O24.3", "O24.8"), {"73211009", "46635009", "44054006"})


def hypertension(p: Hand) -> bool:
    return p.diagnosed(("I10",), {"59621000", "38341003"})


def asthma(p: Hand) -> bool:
    return p.diagnosed(("J45.2", "J45.3", "J45.4", "J45.5", "J45.9"), {"195967001", "233678006"})


def copd(p: Hand) -> bool:
    return p.diagnosed(("J41", "J42", "J43", "J44"), {"13645005", "185086009", "87433001"})


def heart_failure(p: Hand) -> bool:
    return p.diagnosed(("I50", "I11.0", "I13.0", "I13.2"), {"84114007", "88805009"})


def depression(p: Hand) -> bool:
    icd = ("F32.0", "F32.1", "F32.2", "F32.3", "F32.4", "F32.5", "F32.9", "F32.A", "F33", "F34.1")
    return p.diagnosed(icd, {"35489007", "370143000", "78667006"})


def kidney(p: Hand) -> bool:
    stages = {"709044004", "431855005", "431856006", "433144002", "431857002", "433146000"}
    return p.diagnosed(("N18.1", "N18.2", "N18.3", "N18.4", "N18.5", "N18.9"), stages)


def pain(p: Hand) -> bool:
    listed = p.diagnosed(("G89.2", "G89.4"), {"82423001", "278860009"})
    return listed or p.diagnosed(("M54", "M25.5", "M79.7"), set(), how="visits", apart=90)


def obesity(p: Hand) -> bool:
    if p.age() < 20:
        return False
    pregnant = ("O0", "O1", "O2", "O3", "O4", "O6", "O7", "O98", "O99", "Z33.1", "Z34")
    if p.diagnosed(pregnant, {"72892002", "77386006", "47200007"}, how="any"):
        return False
    on_list = p.diagnosed(("E66", "Z68.3", "Z68.4"), {"414916001", "162864005"}, ("E66.3",))
    return on_list or over(p.latest({"39156-5"}, 24), 30)


def coronary(p: Hand) -> bool:
    codes = {"53741008", "414545008", "399211009", "401303003", "22298006"}
    return p.diagnosed(("I20", "I21", "I22", "I23", "I24", "I25"), codes)


def prediabetes(p: Hand) -> bool:
    return p.diagnosed(("R73.03",), {"714628002", "15777000"}) and not diabetes(p)


def high_pressure(p: Hand) -> bool:
    high = over(p.lowest_of_latest_day("8480-6", 12), 140) or over(p.lowest_of_latest_day("8462-4", 12), 90)
    return hypertension(p) and high


def phq9(p: Hand, months: int | None = 12) -> float | None:
    return p.latest({"44261-6"}, months)


def low_mood(p: Hand) -> bool:
    return depression(p) and (over(phq9(p), 10) or over(p.latest({"44260-8"}, 12), 1))


def kidney_values(p: Hand) -> bool:
    filtration = p.latest(EGFR, 24)
    return kidney(p) and ((filtration is not None and filtration < 60) or over(p.latest(RATIO, 24), 30))


def sugar(p: Hand) -> float | None:
    return p.latest(HBA1C, 12) if diabetes(p) else None


def high_sugar(p: Hand) -> bool:
    value = sugar(p)
    return value is not None and value > 9


def many(p: Hand) -> bool:
    long_term = (diabetes, hypertension, asthma, copd, heart_failure, depression, kidney, pain, obesity, coronary)
    return sum(each(p) for each in long_term) >= 3


def alcohol(p: Hand) -> bool:
    return over(p.latest({"75626-2"}, 12), 3 if p.patient["gender"] == "female" else 4)


DEFINITIONS: dict[str, Callable[[Hand], bool]] = {
    "alcohol_score": alcohol,
    "asked_for_help": lambda p: False,  # no form was answered yet
    "asthma": asthma,
    "chronic_kidney_disease": kidney,
    "chronic_pain": pain,
    "copd": copd,
    "coronary_artery_disease": coronary,
    "depression": depression,
    "depression_high": low_mood,
    "depression_phq9_due": lambda p: depression(p) and over(phq9(p, None), 10) and phq9(p, 6) is None,
    "diabetes": diabetes,
    "diabetes_high": high_sugar,
    "diabetes_no_hba1c": lambda p: diabetes(p) and sugar(p) is None,
    "diabetes_watch": lambda p: 8 <= (sugar(p) or 0) <= 9,
    "elevated_blood_pressure": lambda p: p.diagnosed(("R03.0",), {"371622005"}) and not hypertension(p),
    "emergency_or_hospital": lambda p: (
        p.stays({"IMP", "ACUTE", "NONAC", "OBSENC", "SS"}, 6) >= 1 or p.stays({"EMER"}, 12) >= 2
    ),
    "heart_failure": heart_failure,
    "high_values": lambda p: sum((high_sugar(p), high_pressure(p), low_mood(p), kidney_values(p))) >= 2,
    "hypertension": hypertension,
    "hypertension_high": high_pressure,
    "hypertension_no_reading": lambda p: hypertension(p) and p.lowest_of_latest_day("8480-6", 12) is None,
    "kidney_attention": kidney_values,
    "kidney_tests_due": lambda p: (
        (diabetes(p) or kidney(p)) and (p.latest(EGFR, 12) is None or p.latest(RATIO, 12) is None)
    ),
    "mood_score": lambda p: over(phq9(p), 10) and not depression(p),
    "mood_screen": lambda p: over(p.latest({"55758-7"}, 12), 3),
    "obesity": obesity,
    "prediabetes": prediabetes,
    "several_conditions": many,
    "tobacco_use": lambda p: p.diagnosed(("F17.2", "Z72.0"), {"77176002", "449868002"}),
    "weight_wants_help": lambda p: False,  # no form was answered yet
    "worry_score": lambda p: over(p.latest({"70274-6"}, 12), 10),
}


def counted(folder: Path, on: date) -> dict[str, set[str]]:
    """Return the names of everybody in each population, "Given Family|birth date"."""
    people = [Hand(chart, on) for chart in charts(folder)]
    return {
        name: {name_of(p.patient) for p in people if p.counts_at_all() and holds(p)}
        for name, holds in DEFINITIONS.items()
    }


def name_of(patient: dict[str, Any]) -> str:
    name = next((each for each in patient["name"] if each.get("use") == "official"), patient["name"][0])
    return f"{' '.join(name['given'])} {name['family']}|{patient['birthDate']}"
