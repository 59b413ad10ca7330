"""Names as people look for them, look-alikes, age."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given, strategies as st

from teamlet.records.patients.rules import (
    PersonFacts,
    age_on,
    fold,
    look_alikes,
    match_score,
    search_key,
    similarity,
    sound_of,
    staff_entry_only,
    visible,
)
from teamlet.records.patients.rules.names import one_slip
from teamlet.records.patients.words import REASONS, EntryMode, Likeness


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Treviño", "trevino"),
        ("TREVIÑO", "trevino"),
        ("Daphne852 Sanford861", "daphne sanford"),
        ("José  Luis", "jose luis"),
        ("García-López", "garcia lopez"),
        ("O'Brien", "obrien"),
        ("O’Brien", "obrien"),
        ("Müller", "muller"),
        ("Weiß", "weiss"),
        ("Łukasz Søren Þór", "lukasz soren thor"),
        ("Nguyễn Thị", "nguyen thi"),
        ("12345", "12345"),
        ("Rosa 2", "rosa"),
        ("李小龙", "李小龙"),
        ("رضا", "رضا"),
        ("🙂", ""),
        ("", ""),
        ("ﬁona", "fiona"),
    ],
)
def test_folding(name: str, folded: str) -> None:
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("  Rosa   Marín ", "Rosa Marín"),
        ("Rosa\x00\tMarín", "Rosa Marín"),
        ("\u202eNi\u2066ra\u200bm", "Niram"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("\u200b\u200d \u202e", ""),
        ("\ud800Rosa", "Rosa"),
    ],
)
def test_only_what_can_be_seen_is_kept_of_a_name(name: str, shown: str) -> None:
    assert visible(name) == shown
    assert visible(shown) == shown


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(name: str) -> None:
    once = fold(name)
    assert fold(once) == once
    assert not any(letter.isspace() and letter != " " for letter in once)
    assert all(sound_of(word) for word in once.split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Velasquez", "Belasques"), ("Gonzalez", "Gonsales"), ("Hernandez", "Ernandez"), ("Yolanda", "Llolanda"),
        ("Quiroga", "Kiroga"), ("Philip", "Filip"), ("Phillip", "Philip"), ("Catherine", "Kathryn"), ("Ximena", "Simena"),
        ("Cecilia", "Sesilia"), ("Guillermo", "Guilermo"), ("Rebecca", "Rebeka"), ("Zoraida", "Soraida"),
        ("Jimenez", "Gimenez"), ("Smith", "Smyth"), ("Thompson", "Tompson"), ("Allen", "Alan"), ("Helena", "Elena"),
        ("Ivan", "Yvan"), ("Stacey", "Stacy"), ("Schmidt", "Schmitt"), ("Shawn", "Shaun"), ("Velazco", "Belasco"),
        ("Nguyen", "Nguyễn"), ("Sara", "Sarah"), ("Becky", "Beky"), ("Vazquez", "Bazquez"),
    ],
)  # fmt: skip
def test_names_that_sound_alike(one: str, other: str) -> None:
    assert sound_of(fold(one)) == sound_of(fold(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Rosa", "Carla"), ("Garcia", "Martinez"), ("Smith", "Jones"), ("Chavez", "Kaves"), ("Ana", "Eva")],
)
def test_names_that_do_not(one: str, other: str) -> None:
    assert sound_of(fold(one)) != sound_of(fold(other))


def test_a_key_holds_words_sounds_and_grams() -> None:
    key = search_key("Treviño", "Enrique")
    assert key.folded == "trevino enrique"
    assert key.words == ("trevino", "enrique")
    assert key.sound == "trbn inrk"
    assert {"  t", " tr", "no ", "ue "} <= key.grams
    assert search_key("", "Rosa").folded == "rosa"
    assert search_key("").grams == frozenset()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("trevino", "Treviño Enrique"), ("enr trev", "Treviño Enrique"), ("TREVIÑO ENRIQUE", "Treviño Enrique"),
        ("trebino", "Treviño Enrique"), ("trevnio", "Treviño Enrique"), ("sanford", "Sanford861 Daphne852"),
        ("martines", "Martínez Ana"), ("hernandes", "Hernández Luz"), ("dapne", "Sanford861 Daphne852"),
        ("gonzlez", "González Eva"), ("12345", "12345"), ("李", "李小龙"),
    ],
)  # fmt: skip
def test_names_are_found(asked: str, found: str) -> None:
    assert match_score(search_key(asked), search_key(found)) > 0.5


@pytest.mark.parametrize(
    ("asked", "found"), [("smith", "Treviño Enrique"), ("enrique smith", "Treviño Enrique"), ("", "Rosa"), ("rosa", "")]
)
def test_other_names_are_not(asked: str, found: str) -> None:
    assert match_score(search_key(asked), search_key(found)) == 0


def test_better_matches_come_first() -> None:
    names = ["Marta Ruiz", "Maria Ruiz", "Mario Ruiz", "Mariana Ruiz", "Mary Rice"]
    asked = search_key("maria ruiz")
    ranked = sorted(names, key=lambda name: -match_score(asked, search_key(name)))
    assert ranked[:2] == ["Maria Ruiz", "Mariana Ruiz"]


@given(st.text(max_size=30), st.text(max_size=30))
def test_scores_lie_between_0_and_1(asked: str, found: str) -> None:
    assert 0 <= match_score(search_key(asked), search_key(found)) <= 1
    if fold(asked):
        assert match_score(search_key(asked), search_key(asked)) == 1


@given(st.text("abcñé", min_size=1, max_size=9), st.text("abcñé", min_size=1, max_size=9))
def test_similarity_is_the_same_both_ways(one: str, other: str) -> None:
    assert similarity(one, other) == similarity(other, one)
    assert one_slip(one, other) == one_slip(other, one)
    assert not one_slip(one, one)


def _edits(word: str) -> set[str]:
    letters = "ab"
    found = {word[:i] + word[i + 1 :] for i in range(len(word))}
    found |= {word[:i] + letter + word[i + 1 :] for i in range(len(word)) for letter in letters}
    found |= {word[:i] + letter + word[i:] for i in range(len(word) + 1) for letter in letters}
    found |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    return found - {word}


@example("ab", "ba")
@example("aabb", "abab")
@example("abba", "baba")
@example("abab", "baba")
@given(st.text("ab", max_size=5), st.text("ab", max_size=6))
def test_one_slip_is_one_slip(one: str, other: str) -> None:
    assert one_slip(one, other) == (other in _edits(one))


BORN = date(1961, 5, 4)


def person(name: str, born: date | None = BORN) -> PersonFacts:
    given_name, _, family = name.partition(" ")
    return PersonFacts(given_name, family, born)


@pytest.mark.parametrize(
    ("one", "two", "likeness", "codes"),
    [
        (person("Rosa Martínez"), person("Rosa Martinez"), Likeness.MAYBE_THE_SAME, ["same_name", "same_birth_date"]),
        (person("Rosa Martínez"), person("ROSA1 MARTINEZ22"), Likeness.MAYBE_THE_SAME, ["same_name", "same_birth_date"]),
        (person("Rosa Martinez"), person("Martinez Rosa"), Likeness.MAYBE_THE_SAME, ["same_name", "same_birth_date"]),
        (person("Rosa Martinez"), person("Roza Martines"), Likeness.MAYBE_THE_SAME, ["similar_name", "same_birth_date"]),
        (person("Rosa Martinez"), person("Rosa Martinezz"), Likeness.MAYBE_THE_SAME, ["similar_name", "same_birth_date"]),
        (person("Rosa Martinez"), person("Rosa Martinez Lopez"), Likeness.MAYBE_THE_SAME,
         ["similar_name", "same_birth_date"]),
        (person("Rosa Martinez"), person("Rosa Martinez", date(1961, 4, 5)), Likeness.MAYBE_THE_SAME,
         ["same_name", "close_birth_date"]),
        (person("Rosa Martinez"), person("Rosa Martinez", date(1962, 5, 4)), Likeness.MAYBE_THE_SAME,
         ["same_name", "close_birth_date"]),
        (person("Rosa Martinez"), person("Rosa Martinez", date(1987, 1, 30)), Likeness.ALIKE, ["same_name"]),
        (person("Rosa Martinez"), person("Rosa Martinez", date(1962, 4, 5)), Likeness.ALIKE, ["same_name"]),
        (person("Rosa Martinez"), person("Rosa Martinez", None), Likeness.ALIKE, ["same_name"]),
        (person("Rosa Martinez", None), person("Rosa Martinez", None), Likeness.ALIKE, ["same_name"]),
        (person("Ana Garcia"), person("Anna García", date(1987, 1, 30)), Likeness.ALIKE, ["similar_name"]),
        (person("Roza Martinez"), person("Rosa Martinez", date(1961, 4, 5)), Likeness.ALIKE,
         ["similar_name", "close_birth_date"]),
        (person("Mario Ortega"), person("Marco Ortega", date(1987, 1, 30)), Likeness.ALIKE, ["similar_name"]),
        (person("Mark Ortega"), person("Mary Ortega", date(1987, 1, 30)), Likeness.DIFFERENT, ["not_alike"]),
        (person("Luis Ortega"), person("Pedro Ortega"), Likeness.ALIKE, ["same_family_name", "same_birth_date"]),
        (person("Rosa Martinez"), person("Rosa Delgado"), Likeness.ALIKE, ["same_given_name", "same_birth_date"]),
        (person("Rosa Martinez"), person("Rosa Delgado", date(1987, 1, 30)), Likeness.DIFFERENT, ["not_alike"]),
        (person("Rosa Martinez"), person("Luis Delgado"), Likeness.DIFFERENT, ["not_alike"]),
        (person("Luis Ortega"), person("Pedro Ortega", date(1987, 1, 30)), Likeness.DIFFERENT, ["not_alike"]),
        (PersonFacts("", "", BORN), PersonFacts("", "", BORN), Likeness.DIFFERENT, ["not_alike"]),
    ],
)  # fmt: skip
def test_look_alikes(one: PersonFacts, two: PersonFacts, likeness: Likeness, codes: list[str]) -> None:
    for first, second in ((one, two), (two, one)):
        decision = look_alikes(first, second)
        assert decision.status is likeness
        assert [reason.code.removeprefix("patients.") for reason in decision.reasons] == codes
        assert all(reason.code in REASONS for reason in decision.reasons)


_names = st.sampled_from(["Rosa", "Roza", "Ana", "Anna", "Martinez", "Ortega", "", "123", "李"])
_days = st.none() | st.sampled_from([BORN, date(1961, 4, 5), date(1987, 1, 30)])


@given(_names, _names, _days, _names, _names, _days)
def test_being_alike_goes_both_ways(
    given_one: str, family_one: str, born_one: date | None, given_two: str, family_two: str, born_two: date | None
) -> None:
    one, two = PersonFacts(given_one, family_one, born_one), PersonFacts(given_two, family_two, born_two)
    assert look_alikes(one, two) == look_alikes(two, one)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2000-02-29", "2018-02-28", 17),
        ("2000-02-29", "2018-03-01", 18),
        ("2000-02-29", "2020-02-29", 20),
        ("2008-11-21", "2026-11-20", 17),
        ("2008-11-21", "2026-11-21", 18),
        ("2026-11-21", "2026-11-21", 0),
        ("1920-01-01", "2026-11-21", 106),
    ],
)
def test_age(born: str, on: str, age: int) -> None:
    assert age_on(date.fromisoformat(born), date.fromisoformat(on)) == age
    decision = staff_entry_only(date.fromisoformat(born), date.fromisoformat(on))
    assert decision.status is (EntryMode.STAFF_ONLY if age < 18 else EntryMode.ANYBODY)
    assert str(age) in REASONS[decision.reason.code].format(**decision.reason.values)


def test_nobody_is_born_tomorrow() -> None:
    with pytest.raises(ValueError, match="born after"):
        age_on(date(2026, 11, 22), date(2026, 11, 21))


@pytest.mark.parametrize("born", [None, date(2026, 11, 22)])
def test_an_unknown_birth_date_keeps_entry_with_staff(born: date | None) -> None:
    assert staff_entry_only(born, date(2026, 11, 21)).status is EntryMode.STAFF_ONLY


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 40000))
def test_age_grows_by_one_a_year(born: date, days: int) -> None:
    """Walk a life: age never shrinks and is the number of whole years gone by."""
    on = born + timedelta(days=days)
    age = age_on(born, on)
    assert age_on(born, on + timedelta(days=1)) in (age, age + 1)
    assert age <= days / 365 <= age + 1.2


@pytest.mark.parametrize(("asked", "found"), [("gnzlez", "gonzalez"), ("ortiga", "ortegas")])
def test_two_slips_are_left_to_the_trigrams(asked: str, found: str) -> None:
    assert not one_slip(asked, found)
