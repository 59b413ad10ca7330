"""The readings a rule may name: which LOINC codes they have, in which units, and between which numbers they lie.

Codes after the control definitions of the domain report (sections 3.11 and 5.3): HbA1c as in the eCQM value set
"HbA1c Laboratory Test" with the glucose management indicator, blood pressure as in CMS165, PHQ-9 as in CMS159, weight
as in US Core, eGFR and urine albumin-creatinine ratio as in CMS951.  The limits are those of values a laboratory or a
scale can give: thresholds outside of them are typing errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from teamlet.ground.reasons import N_

_ONE = Decimal(1)
_SCORE = MappingProxyType({"": _ONE, "{score}": _ONE, "(score)": _ONE, "score": _ONE, "1": _ONE, "{#}": _ONE})


@dataclass(frozen=True, slots=True)
class ReadingKind:
    """One reading.  ``units``: how each accepted unit becomes ``unit``: value × factor (+ ``offsets``).

    ``lowest_of_day``: the lowest value of the latest day counts, and values from emergency or hospital stays do not
    (CMS165); otherwise the latest value counts.
    """

    code: str
    label: str
    loinc: tuple[str, ...]
    unit: str
    low: Decimal
    high: Decimal
    units: Mapping[str, Decimal] = field(default_factory=lambda: _SCORE)
    offsets: Mapping[str, Decimal] = field(default_factory=dict)
    lowest_of_day: bool = False

    def in_unit(self, value: Decimal, unit: str) -> Decimal | None:
        """Return ``value`` in ``self.unit``, or None for a unit that is not one of this reading."""
        factor = self.units.get(unit)
        if factor is None:
            return None
        if factor == 1:
            return value
        return (value * factor + self.offsets.get(unit, Decimal(0))).quantize(Decimal("0.1"))


_PERCENT = {"%": _ONE, "percent": _ONE}
_IFCC = dict.fromkeys(("mmol/mol", "mmol/mol{Hb}"), Decimal("0.09148"))
_PRESSURE = dict.fromkeys(("mm[Hg]", "mmHg", "mm Hg"), _ONE)
_FILTRATION = dict.fromkeys(("mL/min/{1.73_m2}", "mL/min/1.73m2", "mL/min/1.73 m2", "mL/min", "mL/min/1.73"), _ONE)

_ALL = (
    ReadingKind(
        "hba1c",
        N_("HbA1c"),
        ("4548-4", "4549-2", "17855-8", "17856-6", "96595-4", "59261-8", "97506-0"),
        "%",
        Decimal(3),
        Decimal(20),
        # mmol/mol (IFCC) to percent (NGSP): Hoelzel et al., Clin Chem 2004;50:166.
        {**_PERCENT, **_IFCC},
        dict.fromkeys(_IFCC, Decimal("2.152")),
    ),
    ReadingKind(
        "systolic",
        N_("Systolic blood pressure"),
        ("8480-6",),
        "mmHg",
        Decimal(50),
        Decimal(300),
        _PRESSURE,
        lowest_of_day=True,
    ),
    ReadingKind(
        "diastolic",
        N_("Diastolic blood pressure"),
        ("8462-4",),
        "mmHg",
        Decimal(20),
        Decimal(200),
        _PRESSURE,
        lowest_of_day=True,
    ),
    ReadingKind(
        "bmi",
        N_("Body mass index"),
        ("39156-5",),
        "kg/m²",
        Decimal(8),
        Decimal(120),
        {"kg/m2": _ONE, "kg/m²": _ONE, "kg/m^2": _ONE},
    ),
    ReadingKind(
        "weight",
        N_("Weight"),
        ("29463-7", "3141-9"),
        "lb",
        Decimal(40),
        Decimal(1000),
        {**dict.fromkeys(("[lb_av]", "lb", "lbs"), _ONE), **dict.fromkeys(("kg", "kgs"), Decimal("2.20462"))},
    ),
    ReadingKind(
        "egfr",
        N_("eGFR"),
        ("98979-8", "62238-1", "33914-3", "48642-3", "48643-1", "69405-9", "77147-7"),
        "mL/min/1.73 m²",
        Decimal(0),
        Decimal(200),
        _FILTRATION,
    ),
    ReadingKind(
        "albumin_ratio",
        N_("Urine albumin-creatinine ratio"),
        ("9318-7", "14959-1"),
        "mg/g",
        Decimal(0),
        Decimal(30000),
        {"mg/g": _ONE, "mg/g{creat}": _ONE, "ug/mg": _ONE, "ug/mg{creat}": _ONE, "mg/mmol": Decimal("8.84")},
    ),
    ReadingKind("phq2", N_("PHQ-2 score"), ("55758-7",), "", Decimal(0), Decimal(6)),
    ReadingKind("phq9", N_("PHQ-9 score"), ("44261-6",), "", Decimal(0), Decimal(27)),
    ReadingKind("phq9_item9", N_("PHQ-9 item 9"), ("44260-8",), "", Decimal(0), Decimal(3)),
    ReadingKind("gad7", N_("GAD-7 score"), ("70274-6",), "", Decimal(0), Decimal(21)),
    ReadingKind("audit_c", N_("AUDIT-C score"), ("75626-2",), "", Decimal(0), Decimal(12)),
    ReadingKind("dast10", N_("DAST-10 score"), ("82667-7",), "", Decimal(0), Decimal(10)),
    ReadingKind("pain", N_("Pain, 0 to 10"), ("72514-3",), "", Decimal(0), Decimal(10)),
)

READINGS: Mapping[str, ReadingKind] = MappingProxyType({kind.code: kind for kind in _ALL})
#: What a patient may ask for help with.
WISH_TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "any": N_("anything"),
        "blood_sugar": N_("blood sugar"),
        "blood_pressure": N_("blood pressure"),
        "weight": N_("weight and eating"),
        "moving": N_("moving more"),
        "mood": N_("mood and worry"),
        "pain": N_("pain"),
        "breathing": N_("breathing"),
        "tobacco": N_("tobacco"),
        "alcohol": N_("alcohol or other substances"),
        "medicines": N_("medicines"),
        "sleep": N_("sleep"),
        "caring": N_("caring for somebody"),
        "daily_needs": N_("food, housing, rides or money"),
        "other": N_("something else"),
    }
)
