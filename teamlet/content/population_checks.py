"""What is wrong with a population's rule: codes that cannot be, thresholds no value can reach, lines that exclude
each other, populations that lead back to themselves.  Every problem stands beside its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from teamlet.content.readings import READINGS, WISH_TOPICS
from teamlet.content.schema.populations import Compare, Line, LineGroup, LineKind, Population, Proof
from teamlet.ground.reasons import Reason

MAX_GROUPS = 12
MAX_LINES = 12
MAX_CODES = 500
LONGEST_MONTHS = 240
SENSITIVITIES = ("none", "mental_health", "substance_use", "violence", "legal", "reproductive", "social")
SEXES = ("female", "male", "other", "unknown")

_ICD10 = re.compile(r"[A-Z][0-9](?:[0-9A-Z](?:\.[0-9A-Z]{1,4})?)?")
_CODE_LINE = re.compile(r"(?P<system>[A-Za-z][A-Za-z0-9 .-]*?)\s*:\s*(?P<but>not\s+)?(?P<codes>[A-Za-z0-9., ;-]+)")
_SYSTEMS = {"icd10": "icd10", "icd10cm": "icd10", "snomed": "snomed", "snomedct": "snomed"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
Found = tuple[str, Reason]

#: Fields that each kind of line may use, beside ``kind`` and ``unless``.
_FIELDS: dict[LineKind, tuple[str, ...]] = {
    LineKind.DIAGNOSIS: ("icd10", "icd10_except", "snomed", "proof", "apart_days"),
    LineKind.READING: ("reading", "compare", "value", "months"),
    LineKind.AGE: ("age_from", "age_below"),
    LineKind.SEX: ("sex",),
    LineKind.LANGUAGE: ("spoken",),
    LineKind.ENCOUNTERS: ("encounter", "times", "months"),
    LineKind.WISH: ("topic", "months"),
    LineKind.POPULATIONS: ("populations", "at_least"),
}
_EMPTY = {name: getattr(Line(kind=LineKind.AGE), name) for fields in _FIELDS.values() for name in fields}


def _reason(code: str, /, **values: object) -> Reason:
    return Reason(f"content.{code}", values)


def codes_of(text: str) -> tuple[dict[str, list[str]], list[Reason]]:
    """Return the codes written one system a line ("ICD-10: E11, E13", "ICD-10: not E11.0", "SNOMED: 44054006").

    Second, one reason for every line that is not understood.
    """
    found: dict[str, list[str]] = {"icd10": [], "icd10_except": [], "snomed": []}
    wrong = []
    for line in text.splitlines():
        if not line.strip():
            continue
        read = _CODE_LINE.fullmatch(line.strip())
        if read is None:
            wrong.append(_reason("code_line_unread", line=line.strip()[:60]))
            continue
        system = _SYSTEMS.get(re.sub(r"[^a-z0-9]", "", read["system"].lower()))
        if system is None or (system == "snomed" and read["but"]):
            wrong.append(_reason("code_system_unknown", system=read["system"].strip()[:40]))
            continue
        name = "icd10_except" if read["but"] else system
        found[name] += [code.upper() for code in re.split(r"[,;\s]+", read["codes"]) if code]
    return {name: list(dict.fromkeys(codes)) for name, codes in found.items()}, wrong


def codes_text(line: Mapping[str, Any]) -> str:
    """Return the codes of a line as ``codes_of`` reads them."""
    rows = (("ICD-10: ", "icd10"), ("ICD-10: not ", "icd10_except"), ("SNOMED: ", "snomed"))
    return "\n".join(start + ", ".join(line[name]) for start, name in rows if line.get(name))


def is_snomed(code: str) -> bool:
    """Whether ``code`` can be a SNOMED CT identifier: 6 to 18 digits with the right check digit (Verhoeff)."""
    if not (code.isascii() and code.isdecimal() and 6 <= len(code) <= 18):
        return False
    check = 0
    for place, digit in enumerate(reversed(code)):
        check = _TIMES[check][_TURN[place % 8][int(digit)]]
    return check == 0


def rule_problems(population: Population) -> Iterator[Found]:
    """Yield ``(key, reason)`` of everything wrong with the rule itself; keys as ``all_of[0].any_of[1].value``."""
    if population.sensitivity not in SENSITIVITIES:
        yield (
            "sensitivity",
            _reason("code_unknown", code=population.sensitivity, group=", ".join(SENSITIVITIES)),
        )
    if not population.all_of:
        yield "all_of", _reason("list_empty")
    if len(population.all_of) > MAX_GROUPS:
        yield "all_of", _reason("too_many_lines", most=MAX_GROUPS)
    for number, group in enumerate(population.all_of):
        key = f"all_of[{number}]"
        if not group.any_of:
            yield f"{key}.any_of", _reason("list_empty")
        if len(group.any_of) > MAX_LINES:
            yield f"{key}.any_of", _reason("too_many_lines", most=MAX_LINES)
        for place, line in enumerate(group.any_of):
            for name, reason in _line_problems(line):
                yield f"{key}.any_of[{place}].{name}", reason
            if population.id in line.populations:
                yield f"{key}.any_of[{place}].populations", _reason("population_itself")
    yield from _contradictions(population.all_of)


def reference_problems(
    population: Population, known: Collection[str], find: Callable[[str], Population]
) -> Iterator[Found]:
    """Yield populations that the rule names and that are not there, or that lead back to it."""
    for number, group in enumerate(population.all_of):
        for place, line in enumerate(group.any_of):
            key = f"all_of[{number}].any_of[{place}].populations"
            for name in line.populations:
                if name == population.id:
                    continue
                if name not in known:
                    yield key, _reason("population_unknown", name=name)
                elif _leads_to(find(name), population.id, find, {name}):
                    yield key, _reason("population_circle", name=name)


def _leads_to(start: Population, goal: str, find: Callable[[str], Population], met: set[str]) -> bool:
    for name in names_in(start):
        if name == goal:
            return True
        if name not in met:
            met.add(name)
            try:
                inner = find(name)
            except LookupError:
                continue
            if _leads_to(inner, goal, find, met):
                return True
    return False


def names_in(population: Population) -> tuple[str, ...]:
    """Return the other populations that a rule names."""
    return tuple(name for group in population.all_of for line in group.any_of for name in line.populations)


def _line_problems(line: Line) -> Iterator[Found]:
    allowed = _FIELDS[line.kind]
    for name, empty in _EMPTY.items():
        if name not in allowed and getattr(line, name) != empty:
            yield name, _reason("field_not_used", field=name, kind=line.kind.value)
    yield from _KINDS[line.kind](line)
    if line.months is not None and not 1 <= line.months <= LONGEST_MONTHS:
        yield "months", _reason("number_range", low=1, high=LONGEST_MONTHS)


def _diagnosis(line: Line) -> Iterator[Found]:
    if not line.icd10 and not line.snomed:
        yield "icd10", _reason("list_empty")
    if len(line.icd10) + len(line.icd10_except) + len(line.snomed) > MAX_CODES:
        yield "icd10", _reason("too_many_codes", most=MAX_CODES)
        return
    for name in ("icd10", "icd10_except"):
        for code in getattr(line, name):
            if not _ICD10.fullmatch(code):
                yield name, _reason("not_icd10", code=code[:40])
    for code in line.snomed:
        if not is_snomed(code):
            yield "snomed", _reason("not_snomed", code=code[:40])
    for code in line.icd10_except:
        if not any(code.startswith(start) for start in line.icd10):
            yield "icd10_except", _reason("except_of_nothing", code=code[:40])
    for start in line.icd10:
        if start in line.icd10_except:
            yield "icd10_except", _reason("contradicts", other=start)
    if line.apart_days is not None:
        if line.proof is not Proof.VISITS:
            yield "apart_days", _reason("field_not_used", field="apart_days", kind=line.proof.value)
        elif not 1 <= line.apart_days <= 700:
            yield "apart_days", _reason("number_range", low=1, high=700)


def _reading(line: Line) -> Iterator[Found]:
    kind = READINGS.get(line.reading or "")
    if kind is None:
        yield "reading", _reason("code_unknown", code=(line.reading or "—")[:40], group=", ".join(READINGS))
        return
    if (line.compare is None) != (line.value is None):
        yield "value", _reason("compare_and_value")
    elif line.value is not None and line.compare is not None:
        value = Decimal(str(line.value))
        nobody = (
            (line.compare is Compare.ABOVE and value >= kind.high)
            or (line.compare is Compare.AT_LEAST and value > kind.high)
            or (line.compare is Compare.BELOW and value <= kind.low)
            or (line.compare is Compare.AT_MOST and value < kind.low)
        )
        if nobody or not kind.low <= value <= kind.high:
            yield "value", _reason("threshold_impossible", low=_plain(kind.low), high=_plain(kind.high), unit=kind.unit)


def _age(line: Line) -> Iterator[Found]:
    low, high = line.age_from, line.age_below
    if low is None and high is None:
        yield "age_from", _reason("key_missing")
    for name, age in (("age_from", low), ("age_below", high)):
        if age is not None and not 0 <= age <= 120:
            yield name, _reason("number_range", low=0, high=120)
    if low is not None and high is not None and low >= high:
        yield "age_below", _reason("nobody_can", what=f"{low} ≤ … < {high}")


def _sex(line: Line) -> Iterator[Found]:
    if line.sex not in SEXES:
        yield "sex", _reason("code_unknown", code=(line.sex or "—")[:40], group=", ".join(SEXES))


def _language(line: Line) -> Iterator[Found]:
    if not line.spoken:
        yield "spoken", _reason("list_empty")
    for code in line.spoken:
        if not _LANGUAGE.fullmatch(code):
            yield "spoken", _reason("not_a_language", code=code[:40])


def _encounters(line: Line) -> Iterator[Found]:
    if line.encounter is None:
        yield "encounter", _reason("key_missing")
    if line.times is not None and not 1 <= line.times <= 50:
        yield "times", _reason("number_range", low=1, high=50)
    if line.months is None:
        yield "months", _reason("key_missing")


def _wish(line: Line) -> Iterator[Found]:
    if line.topic not in WISH_TOPICS:
        yield "topic", _reason("code_unknown", code=(line.topic or "—")[:40], group=", ".join(WISH_TOPICS))


def _populations(line: Line) -> Iterator[Found]:
    if not line.populations:
        yield "populations", _reason("list_empty")
    if line.at_least is not None and not 1 <= line.at_least <= max(1, len(line.populations)):
        yield "at_least", _reason("number_range", low=1, high=max(1, len(line.populations)))


_KINDS: dict[LineKind, Callable[[Line], Iterator[Found]]] = {
    LineKind.DIAGNOSIS: _diagnosis,
    LineKind.READING: _reading,
    LineKind.AGE: _age,
    LineKind.SEX: _sex,
    LineKind.LANGUAGE: _language,
    LineKind.ENCOUNTERS: _encounters,
    LineKind.WISH: _wish,
    LineKind.POPULATIONS: _populations,
}


def _contradictions(groups: tuple[LineGroup, ...]) -> Iterator[Found]:
    """Yield lines, each alone in its group, that cannot be true together: then nobody is ever in the population."""
    alone = [(number, group.any_of[0]) for number, group in enumerate(groups) if len(group.any_of) == 1]
    for at, (number, line) in enumerate(alone):
        for _, other in alone[:at]:
            if _exclude(line, other):
                yield f"all_of[{number}].any_of[0].kind", _reason("nobody_can_both")
                break


def _exclude(one: Line, other: Line) -> bool:
    if one.kind is not other.kind:
        return False
    if _bare(one) == _bare(other):
        return one.unless != other.unless
    if one.unless or other.unless:
        return False
    if one.kind is LineKind.SEX:
        return one.sex != other.sex
    if one.kind is LineKind.LANGUAGE:
        return not set(one.spoken) & set(other.spoken)
    if one.kind is LineKind.AGE:
        low = max(one.age_from or 0, other.age_from or 0)
        high = min(one.age_below or 999, other.age_below or 999)
        return low >= high
    if one.kind is LineKind.READING and one.reading == other.reading:
        return _apart(one, other) or _apart(other, one)
    return False


_UP = (Compare.ABOVE, Compare.AT_LEAST)


def _apart(low: Line, high: Line) -> bool:
    """Whether no value can be over the limit of ``low`` and under the limit of ``high``."""
    if low.value is None or high.value is None or low.compare not in _UP or high.compare in _UP or high.compare is None:
        return False
    if low.value == high.value:
        return low.compare is Compare.ABOVE or high.compare is Compare.BELOW
    return low.value > high.value


def _bare(line: Line) -> tuple[object, ...]:
    return tuple(getattr(line, name) for name in _EMPTY)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _tables() -> tuple[list[list[int]], list[list[int]]]:
    """Return the multiplication table of the dihedral group D5 and the permutations of Verhoeff's check digit."""
    times = [
        [(a + b) % 5 if b < 5 else 5 + (a + b - 5) % 5 for b in range(10)]
        if a < 5
        else [5 + (a - 5 - b) % 5 if b < 5 else (a - b) % 5 for b in range(10)]
        for a in range(10)
    ]
    first = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
    turns = [list(range(10)), first]
    for _ in range(6):
        turns.append([first[digit] for digit in turns[-1]])
    # Each power applies ``first`` once more.
    return times, turns


_TIMES, _TURN = _tables()
