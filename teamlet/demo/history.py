"""Two years of a patient's history: conditions, medicines, encounters and readings, drawn from a seeded generator.

Codes: ICD-10-CM and SNOMED CT for conditions, RxNorm ingredients for medicines, LOINC for readings.
Nothing is drawn from real patients; values move as such values usually do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from teamlet.records.patients import rules
from teamlet.records.patients.actions import Batch, Person
from teamlet.records.patients.words import ReadingFrom, Sensitivity

ICD10, SNOMED = "http://hl7.org/fhir/sid/icd-10-cm", "http://snomed.info/sct"
RXNORM, LOINC = "http://www.nlm.nih.gov/research/umls/rxnorm", "http://loinc.org"

#: (RxNorm ingredient, name as prescribed, directions)
Drug = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Ailment:
    """A long-term condition: its codes, what is usually prescribed for it, and what is measured because of it."""

    icd10: tuple[str, str]
    snomed: tuple[str, str]
    drugs: tuple[Drug, ...] = ()
    measures: tuple[str, ...] = ()
    #: Directions-free drugs that only a story asks for (``"diabetes+insulin"``).
    extra: tuple[tuple[str, Drug], ...] = ()


METFORMIN = ("6809", "Metformin 500 mg tablet", "1 tablet twice a day with meals")
LISINOPRIL = ("29046", "Lisinopril 10 mg tablet", "1 tablet once a day")
AMLODIPINE = ("17767", "Amlodipine 5 mg tablet", "1 tablet once a day")
METOPROLOL = ("6918", "Metoprolol succinate 50 mg tablet", "1 tablet once a day")
ATORVASTATIN = ("83367", "Atorvastatin 20 mg tablet", "1 tablet at bedtime")

AILMENTS: dict[str, Ailment] = {
    "diabetes": Ailment(
        ("E11.9", "Type 2 diabetes mellitus without complications"),
        ("44054006", "Diabetes mellitus type 2"),
        (METFORMIN, ATORVASTATIN),
        ("hba1c", "ldl", "weight"),
        (
            ("insulin", ("274783", "Insulin glargine 100 units/mL pen", "18 units at bedtime")),
            ("glipizide", ("4821", "Glipizide 5 mg tablet", "1 tablet before breakfast")),
        ),
    ),
    "hypertension": Ailment(
        ("I10", "Essential (primary) hypertension"),
        ("59621000", "Essential hypertension"),
        (LISINOPRIL, AMLODIPINE),
        ("pressure", "weight"),
        (("metoprolol", METOPROLOL),),
    ),
    "depression": Ailment(
        ("F33.1", "Major depressive disorder, recurrent, moderate"),
        ("370143000", "Major depressive disorder"),
        (("36437", "Sertraline 50 mg tablet", "1 tablet once a day"),),
        ("phq9",),
    ),
    "asthma": Ailment(
        ("J45.40", "Moderate persistent asthma, uncomplicated"),
        ("195967001", "Asthma"),
        (("25120", "Budesonide-formoterol inhaler", "2 puffs twice a day"),),
        ("peak_flow",),
    ),
    "copd": Ailment(
        ("J44.9", "Chronic obstructive pulmonary disease, unspecified"),
        ("13645005", "Chronic obstructive lung disease"),
        (("69120", "Tiotropium inhaler", "1 puff once a day"),),
        ("weight",),
    ),
    "heart_failure": Ailment(
        ("I50.22", "Chronic systolic (congestive) heart failure"),
        ("84114007", "Heart failure"),
        (METOPROLOL, ("4603", "Furosemide 40 mg tablet", "1 tablet every morning"), LISINOPRIL),
        ("weight", "pressure"),
    ),
    "kidney": Ailment(
        ("N18.31", "Chronic kidney disease, stage 3a"),
        ("433144002", "Chronic kidney disease stage 3"),
        (LISINOPRIL,),
        ("egfr", "pressure"),
    ),
    "pain": Ailment(
        ("M54.50", "Low back pain, unspecified"),
        ("82423001", "Chronic pain"),
        (("161", "Acetaminophen 500 mg tablet", "2 tablets up to three times a day"),),
        ("weight",),
    ),
    "obesity": Ailment(("E66.9", "Obesity, unspecified"), ("414916001", "Obesity"), (), ("weight",)),
    "cholesterol": Ailment(
        ("E78.5", "Hyperlipidemia, unspecified"), ("55822004", "Hyperlipidemia"), (ATORVASTATIN,), ("ldl",)
    ),
    "prediabetes": Ailment(("R73.03", "Prediabetes"), ("714628002", "Prediabetes"), (), ("hba1c", "weight")),
    "arthritis": Ailment(
        ("M17.0", "Bilateral primary osteoarthritis of knee"), ("239873007", "Osteoarthritis of knee"), (), ("weight",)
    ),
    "fibrillation": Ailment(
        ("I48.20", "Chronic atrial fibrillation, unspecified"),
        ("49436004", "Atrial fibrillation"),
        (("11289", "Warfarin 5 mg tablet", "As told by the clinic"),),
        ("pressure",),
    ),
    "anxiety": Ailment(("F41.1", "Generalized anxiety disorder"), ("21897009", "Generalized anxiety disorder")),
    "alcohol": Ailment(("F10.10", "Alcohol abuse, uncomplicated"), ("15167005", "Alcohol abuse")),
    "tobacco": Ailment(
        ("F17.210", "Nicotine dependence, cigarettes, uncomplicated"), ("56294008", "Nicotine dependence")
    ),
    "food": Ailment(("Z59.41", "Food insecurity"), ("733423003", "Food insecurity")),
}

_STATUS, _FINAL = "active", "final"
_REASONS = ("Follow-up", "Blood pressure check", "Medicine check", "Cough", "Knee pain", "Annual visit", "Refill")


@dataclass(frozen=True, slots=True)
class Measure:
    """A reading that repeats: LOINC code, unit, and how often in two years."""

    code: str
    display: str
    unit: str
    category: str
    origin: ReadingFrom
    every_days: int


MEASURES: dict[str, Measure] = {
    "hba1c": Measure(
        "4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", "laboratory", ReadingFrom.LABORATORY, 120
    ),
    "ldl": Measure(
        "13457-7",
        "Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation",
        "mg/dL",
        "laboratory",
        ReadingFrom.LABORATORY,
        365,
    ),
    "egfr": Measure(
        "98979-8",
        "Glomerular filtration rate, CKD-EPI 2021",
        "mL/min/{1.73_m2}",
        "laboratory",
        ReadingFrom.LABORATORY,
        180,
    ),
    "weight": Measure("29463-7", "Body weight", "[lb_av]", "vital-signs", ReadingFrom.PRACTICE, 120),
    "peak_flow": Measure("19935-6", "Maximum expiratory gas flow Respiratory system airway by Peak flow meter",
                         "L/min", "vital-signs", ReadingFrom.PRACTICE, 180),
    "phq9": Measure(
        "44261-6",
        "Patient Health Questionnaire 9 item (PHQ-9) total score",
        "{score}",
        "survey",
        ReadingFrom.QUESTIONNAIRE,
        90,
    ),
}  # fmt: skip


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(15), tzinfo=UTC)


class Historian:
    """Writes the history of one patient after the other into a batch; every draw comes from ``rng``."""

    def __init__(self, batch: Batch, rng: Random, today: date, *, thin: bool = False) -> None:
        self.batch, self.rng, self.today, self.thin = batch, rng, today, thin
        self._labels: dict[tuple[str, str], str] = {}

    def write(self, person: Person, ails: tuple[str, ...], *, worse: bool = False) -> None:
        """Add conditions, medicines, encounters and readings of ``ails`` (``"diabetes+insulin"`` adds that drug)."""
        uses_snomed = self.rng.random() < 0.3
        drugs: dict[str, Drug] = {}
        measures: dict[str, None] = {}
        for ail in ails:
            name, _, asked = ail.partition("+")
            found = AILMENTS[name]
            self._condition(person, found, uses_snomed)
            drugs |= {drug[0]: drug for drug in found.drugs}
            drugs |= {drug[0]: drug for key, drug in found.extra if key == asked}
            measures |= dict.fromkeys(found.measures)
        for drug in drugs.values():
            self._medicine(person, drug)
        self._encounters(person)
        if "pressure" in measures or (not self.thin and ails):
            self._pressures(person, worse or self.rng.random() < 0.35)
        for key in measures:
            if key != "pressure":
                self._series(person, key, worse or self.rng.random() < 0.35)

    def _label(self, system: str, code: str, display: str) -> str:
        if (system, code) not in self._labels:
            self._labels[system, code] = rules.sensitivity_of(system, code, display).status.value
        return self._labels[system, code]

    def _condition(self, person: Person, ailment: Ailment, uses_snomed: bool) -> None:
        system, (code, display) = (SNOMED, ailment.snomed) if uses_snomed else (ICD10, ailment.icd10)
        began = self.today - timedelta(days=self.rng.randrange(760, 4200))
        label = self._label(system, code, display)
        self.batch.conditions.append(
            (
                person, "", "", label, False, system, code, display, _STATUS, "confirmed", began, None, "",
                "problem-list-item",
            )
        )  # fmt: skip

    def _medicine(self, person: Person, drug: Drug) -> None:
        code, name, directions = drug
        written = self.today - timedelta(days=self.rng.randrange(20, 340))
        label = self._label(RXNORM, code, name)
        self.batch.medicines.append(
            (person, "", "", label, False, RXNORM, code, name, _STATUS, written, directions, "")
        )

    def _encounters(self, person: Person) -> None:
        for _ in range(1 if self.thin else self.rng.randrange(3, 7)):
            day = self.today - timedelta(days=self.rng.randrange(15, 720))
            began = _noon(day)
            self.batch.encounters.append(
                (
                    person, "", "", Sensitivity.NONE.value, False, "Office visit", "AMB", "finished", began,
                    began + timedelta(minutes=20), day, self.rng.choice(_REASONS), None, None,
                )
            )  # fmt: skip

    def _days(self, every: int) -> list[date]:
        if self.thin:
            return [self.today - timedelta(days=self.rng.randrange(10, 300))]
        first = self.today - timedelta(days=730 - self.rng.randrange(0, 40))
        last = self.today - timedelta(days=3)
        return [min(last, first + timedelta(days=step + self.rng.randrange(-9, 10))) for step in range(10, 700, every)]

    def _reading(self, person: Person, measure: Measure, day: date, value: Decimal, panel: str = "") -> None:
        label = self._label(LOINC, measure.code, measure.display)
        self.batch.readings.append(
            (
                person, "", "", label, False, LOINC, measure.code, measure.display, measure.category, value, "",
                measure.unit, "", _noon(day), day, measure.origin.value, panel, _FINAL, "",
            )
        )  # fmt: skip

    def _pressures(self, person: Person, worse: bool) -> None:
        level = self.rng.randrange(142, 158) if worse else self.rng.randrange(118, 136)
        for n, day in enumerate(self._days(100)):
            high = level + self.rng.randrange(-7, 8)
            low = round(high * 0.6) + self.rng.randrange(-4, 5)
            panel = f"{day.isoformat()}-{n}"
            self._reading(person, SYSTOLIC, day, Decimal(high), panel)
            self._reading(person, DIASTOLIC, day, Decimal(low), panel)

    def _series(self, person: Person, key: str, worse: bool) -> None:
        measure = MEASURES[key]
        low, high, wobble, digits = _LEVELS[key][worse]
        level = self.rng.uniform(low, high)
        for day in self._days(measure.every_days):
            value = Decimal(str(round(max(0.0, level + self.rng.uniform(-wobble, wobble)), digits)))
            self._reading(person, measure, day, value)
        if key == "weight" and not self.thin:
            index = Decimal(str(round(level / 5.9, 1)))
            self._reading(person, BODY_MASS_INDEX, self.today - timedelta(days=self.rng.randrange(20, 200)), index)


SYSTOLIC = Measure("8480-6", "Systolic blood pressure", "mm[Hg]", "vital-signs", ReadingFrom.PRACTICE, 100)
DIASTOLIC = Measure("8462-4", "Diastolic blood pressure", "mm[Hg]", "vital-signs", ReadingFrom.PRACTICE, 100)
BODY_MASS_INDEX = Measure("39156-5", "Body mass index (BMI)", "kg/m2", "vital-signs", ReadingFrom.PRACTICE, 365)

#: By measure: (lowest, highest, wobble, digits) when controlled, and when not.
_LEVELS: dict[str, tuple[tuple[float, float, float, int], tuple[float, float, float, int]]] = {
    "hba1c": ((6.2, 7.6, 0.3, 1), (8.3, 10.2, 0.5, 1)),
    "ldl": ((62, 98, 8, 0), (115, 170, 12, 0)),
    "egfr": ((50, 59, 3, 0), (40, 50, 4, 0)),
    "weight": ((135, 195, 3, 1), (205, 290, 4, 1)),
    "peak_flow": ((380, 470, 25, 0), (230, 310, 25, 0)),
    "phq9": ((2, 8, 2, 0), (11, 18, 3, 0)),
}
