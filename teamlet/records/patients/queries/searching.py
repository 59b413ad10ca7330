"""Finding a patient by what somebody remembers: a name as it sounds, a number, a birth date."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import permutations
from typing import Any

from django.db.models import Count, Q, QuerySet

from teamlet.records.patients import rules
from teamlet.records.patients.models import Identifier, NameGram, Patient
from teamlet.records.patients.words import Likeness
from teamlet.records.practice.queries import Scope, practice_id_of

_COLUMNS = (
    "pk", "oid", "given", "family", "called", "birth_date", "birth_text", "record_number", "sex", "language",
    "is_active", "deceased_on", "name_key",
)  # fmt: skip
_LEAST_LETTERS = 3
_MOST_WORDS = 4
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene", "february feb febrero", "march mar marzo", "april apr abril abr", "may mayo",
            "june jun junio", "july jul julio", "august aug agosto ago", "september sep sept septiembre setiembre",
            "october oct octubre", "november nov noviembre", "december dec diciembre dic",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_NAMES_OF_MONTHS = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b",
        r"\b(?P<m>\d{1,2})[/.-](?P<d>\d{1,2})[/.-](?P<y>\d{4})\b",
        rf"\b(?P<d>\d{{1,2}})\.?\s+(?:de\s+)?(?P<m>{_NAMES_OF_MONTHS})\.?\s+(?:del?\s+)?(?P<y>\d{{4}})\b",
        rf"\b(?P<m>{_NAMES_OF_MONTHS})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b",
    )
)


@dataclass(frozen=True, slots=True)
class Found:
    """One row of a search's answer.

    ``by`` says what it was found by ("number", "birth_date", "name", "sound", "letters"); ``alike`` that
    another row of the same answer may be taken for it.
    """

    oid: str
    name: str
    called: str
    birth_date: date | None
    birth_text: str
    sex: str
    record_number: str
    language: str
    is_active: bool
    deceased_on: date | None
    by: str
    alike: bool = False


def date_in(text: str) -> tuple[date | None, str]:
    """Return the birth date written somewhere in ``text``, and the text without it.

    Reads 1961-05-03, 5/3/1961 (month first), May 3 1961, 3 de mayo de 1961.  A date that cannot be is
    left in the text.
    """
    for pattern in _DATES:
        found = pattern.search(text)
        if found is None:
            continue
        month = _MONTHS[found["m"].lower()] if found["m"].isalpha() else int(found["m"])
        try:
            day = date(int(found["y"]), month, int(found["d"]))
        except ValueError:
            continue
        return day, f"{text[: found.start()]} {text[found.end() :]}".strip()
    return None, text


def search(scope: Scope, text: str, *, birth_date: date | None = None, limit: int = 50) -> tuple[Found, ...]:
    """Return at most ``limit`` patients whom ``text`` may mean, best first.

    A record number is matched whole; names by their beginning in any order, then by sound, then by
    letters for typing slips; a birth date narrows, or finds by itself.  Patients merged into another
    never appear.  Empty for an empty question.  Never raises.
    """
    practice_id = practice_id_of(scope)
    text = text[:200].replace("\x00", " ")
    day, rest = date_in(text)
    birth_date = birth_date or day
    words = rest.strip()
    people = Patient.objects.filter(practice_id=practice_id, merged_into=None)
    if birth_date is not None:
        people = people.filter(birth_date=birth_date)
    rows: dict[int, tuple[Any, ...]] = {}
    by: dict[int, str] = {}

    def take(query: QuerySet[Patient], how: str) -> None:
        for row in query.values_list(*_COLUMNS)[:limit]:
            if row[0] not in rows:
                rows[row[0]], by[row[0]] = row, how

    if not words:
        if birth_date is not None:
            take(people.order_by("name_key", "id"), "birth_date")
        return _answer(rows, by, None, limit)
    key = rules.search_key(words)
    if any(letter.isdigit() for letter in words):
        take(_by_number(people, practice_id, words), "number")
    if key.folded:
        take(people.filter(_begins("name_key", key.words)).order_by("name_key", "id"), "name")
        if len(rows) < limit:
            take(people.filter(_begins("sound_key", key.sounds)).order_by("sound_key", "id"), "sound")
        if len(rows) < limit and len(key.folded) >= _LEAST_LETTERS:
            take(people.filter(pk__in=_by_letters(practice_id, key, limit)), "letters")
    return _answer(rows, by, key, limit)


def _by_number(people: QuerySet[Patient], practice_id: int, words: str) -> QuerySet[Patient]:
    owners = Identifier.objects.filter(practice_id=practice_id, value=words).values("patient_id")
    return people.filter(Q(record_number=words) | Q(pk__in=owners)).order_by("name_key", "id")


def _begins(column: str, words: tuple[str, ...]) -> Q:
    """Return the condition that the column begins with the words in some order: ranges, which an index serves."""
    if len(words) > _MOST_WORDS or len(words) == 1:
        orders = [words]
    else:
        orders = list(permutations(words))[:24]
    wanted = Q()
    for order in dict.fromkeys(orders):
        start = " ".join(order)
        wanted |= Q(**{f"{column}__gte": start, f"{column}__lt": start + _AFTER_ALL})
    return wanted


#: Sorts after every letter a folded name can hold, in bytes as in code points.
_AFTER_ALL = "\U0010ffff"


def _by_letters(practice_id: int, key: rules.NameKey, limit: int) -> list[int]:
    """Return the patients who share most trigrams with what was typed; the rarest ones decide nothing alone."""
    grams = sorted(key.grams)[:60]
    least = max(2, len(grams) * 2 // 5)
    shared = (
        NameGram.objects.filter(practice_id=practice_id, gram__in=grams)
        .values("patient_id")
        .annotate(shared=Count("id"))
        .filter(shared__gte=least)
        .order_by("-shared", "patient_id")
    )
    return [row["patient_id"] for row in shared[: limit * 2]]


def _answer(
    rows: dict[int, tuple[Any, ...]], by: dict[int, str], key: rules.NameKey | None, limit: int
) -> tuple[Found, ...]:
    scored: list[tuple[float, str, Found]] = []
    for number, row in rows.items():
        (_, oid, given, family, called, birth, birth_text, record_number, sex, language, active, deceased, name_key) = (
            row
        )
        how = by[number]
        score = 2.0 if how == "number" else 1.0
        if key is not None and how != "number":
            score = rules.match_score(key, rules.NameKey(name_key))
            if score == 0:
                continue
        name = " ".join(part for part in (given, family) if part)
        found = Found(oid, name, called, birth, birth_text, sex, record_number, language, active, deceased, how)
        scored.append((score, name_key, found))
    scored.sort(key=lambda item: (-item[0], item[1], item[2].oid))
    return _with_warnings([(found, rows_key) for _, rows_key, found in scored[:limit]])


def _with_warnings(answer: list[tuple[Found, str]]) -> tuple[Found, ...]:
    """Mark the rows that may be taken for another row: only those that share sound or birth date are compared."""
    groups: dict[object, list[int]] = {}
    for number, (found, name_key) in enumerate(answer):
        for mark in (rules.NameKey(name_key).sound, found.birth_date):
            if mark:
                groups.setdefault(mark, []).append(number)
    alike: set[int] = set()
    for members in groups.values():
        for place, one in enumerate(members):
            for other in members[place + 1 :]:
                if one in alike and other in alike:
                    continue
                decision = rules.look_alikes(_facts(answer[one]), _facts(answer[other]))
                if decision.status is not Likeness.DIFFERENT:
                    alike |= {one, other}
    return tuple(replace(found, alike=number in alike) for number, (found, _) in enumerate(answer))


def _facts(item: tuple[Found, str]) -> rules.PersonFacts:
    return rules.PersonFacts("", item[0].name, item[0].birth_date)
