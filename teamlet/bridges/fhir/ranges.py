"""Which numbers can be: limits outside of which a value is a typing or unit mistake, not a finding.

Wide on purpose: they hold for living people of any age.  *Impossible* values are kept and never used;
*unlikely* ones are kept and asked about.  Limits are ours, set from the extremes reported in the
clinical literature and the measuring ranges of common devices.
"""

from __future__ import annotations

LOINC = "http://loinc.org"

_PERCENT = frozenset({"%", "percent"})
_MMOL_MOL = frozenset({"mmol/mol", "mmol/mol{Hb}"})
_MMHG = frozenset({"mm[Hg]", "mmHg", "mm Hg"})

#: code -> unit -> (lowest possible, lowest likely, highest likely, highest possible)
_LIMITS: dict[str, dict[frozenset[str], tuple[float, float, float, float]]] = {}


def _limits(codes: str, units: frozenset[str] | str, *numbers: float) -> None:
    wanted = units if isinstance(units, frozenset) else frozenset(units.split())
    for code in codes.split():
        _LIMITS.setdefault(code, {})[wanted] = numbers  # type: ignore[assignment]


_limits("4548-4 4549-2 17855-8 17856-6 96595-4 97506-0", _PERCENT, 2, 3.5, 18, 25)
_limits("4548-4 4549-2 17855-8 17856-6 96595-4 59261-8", _MMOL_MOL, 5, 15, 175, 250)
_limits("8480-6", _MMHG, 30, 60, 260, 350)
_limits("8462-4", _MMHG, 10, 30, 160, 250)
_limits("8867-4", "/min {beats}/min", 10, 25, 220, 350)
_limits("9279-1", "/min {breaths}/min", 1, 5, 60, 120)
_limits("29463-7 3141-9", "kg", 0.2, 1.5, 350, 700)
_limits("29463-7 3141-9", "[lb_av] lb", 0.5, 3, 770, 1550)
_limits("8302-2", "cm", 20, 40, 230, 280)
_limits("8302-2", "[in_i] in", 8, 16, 90, 110)
_limits("39156-5", "kg/m2", 4, 10, 80, 200)
_limits("8310-5 8331-1", "Cel", 20, 33, 42, 46)
_limits("8310-5 8331-1", "[degF]", 68, 91, 108, 115)
_limits("2708-6 59408-5", "%", 1, 50, 100, 100)
_limits("2339-0 2345-7 1558-6 41653-7", "mg/dL", 1, 20, 800, 3000)
_limits("44261-6", "{score} {#} 1", 0, 0, 27, 27)
_limits("55758-7", "{score} {#} 1", 0, 0, 6, 6)
_limits("70274-6", "{score} {#} 1", 0, 0, 21, 21)
_limits("72514-3", "{score} {#} 1", 0, 0, 10, 10)


def plausibility_of(system: str, code: str, value: float | None, unit: str) -> str:
    """Return "" (nothing against it), "unlikely" or "impossible" for a value.

    A code we have no limits for gives "".  A known code in a unit we do not know is "unlikely": the
    number cannot be judged.
    """
    if value is None or (system and system != LOINC):
        return ""
    by_unit = _LIMITS.get(code)
    if by_unit is None:
        return ""
    for units, (lowest, low, high, highest) in by_unit.items():
        if unit in units:
            if value < lowest or value > highest:
                return "impossible"
            return "" if low <= value <= high else "unlikely"
    return "unlikely"
