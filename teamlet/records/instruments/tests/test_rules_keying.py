"""What staff type for a form on paper: the code, and the marks of every question."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, strategies as st

from teamlet.content import instruments as content
from teamlet.content.instruments import ItemKind
from teamlet.records.instruments.rules.keying import (
    CODE_LENGTH,
    CODE_SIGNS,
    check_sign,
    keys_of,
    printed_code,
    read_code,
    read_keys,
)
from teamlet.records.instruments.rules.scoring import score

CODES = st.text(alphabet=CODE_SIGNS, min_size=CODE_LENGTH, max_size=CODE_LENGTH)
MENU = {"1": "Healthy eating", "2": "Moving more", "8": "Sleep", "26": "My feet"}


def keyed(instrument, item, typed, menu=None):
    found = content.load(instrument)
    return read_keys(found, found.item(item), typed, menu=menu)


# --- the code -----------------------------------------------------------------------------------------------


@given(CODES)
def test_a_printed_code_is_read_however_it_is_spaced(code):
    printed = printed_code(code)
    assert len(printed) == 9
    for typed in (printed, printed.lower(), printed.replace("-", ""), f" {printed.replace('-', ' ')} "):
        assert read_code(typed).code == code


@given(CODES, st.integers(0, CODE_LENGTH), st.sampled_from(CODE_SIGNS))
def test_one_wrong_sign_is_always_noticed(code, place, sign):
    whole = code + check_sign(code)
    mistyped = whole[:place] + sign + whole[place + 1 :]
    found = read_code(mistyped)
    assert (found.code == code) is (mistyped == whole)
    if mistyped != whole:
        assert found.reason.code == "instruments.code_mistyped"


@given(CODES, st.integers(0, CODE_LENGTH - 1))
def test_two_signs_that_changed_places_are_always_noticed(code, place):
    whole = code + check_sign(code)
    mistyped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    assert (read_code(mistyped).reason is None) is (mistyped == whole)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "code_length"),
        ("K7P-4Q2", "code_length"),
        ("K7P-4Q2-XX", "code_length"),
        ("K7P-4O2-X", "code_sign"),
        ("Rosa Marín", "code_sign"),
        ("\x00" * 7, "code_sign"),
        ("١٢٣٤٥٦٧", "code_sign"),
    ],
)
def test_what_is_no_code_is_named(typed, code):
    assert read_code(typed).reason.code == f"instruments.{code}"


@given(st.text(max_size=60))
def test_whatever_is_typed_as_a_code_gets_an_answer(typed):
    found = read_code(typed)
    assert bool(found.code) is (found.reason is None)


# --- marks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instrument", "item", "typed", "value"),
    [
        ("phq_9", "phq_1", "0", "LA6568-5"),
        ("phq_9", "phq_9", " 3 ", "LA6571-9"),
        ("phq_9", "phq_difficulty", "B", "somewhat_difficult"),
        ("phq_9", "phq_1", "several days", "LA6569-3"),
        ("phq_9", "phq_1", "varios días", "LA6569-3"),
        ("phq_9", "phq_1", "", None),
        ("phq_9", "phq_1", "   ", None),
        ("visit_preparation", "medicines", "3, 1", ["changed", "cost"]),
        ("visit_preparation", "medicines", "3 1 3", ["changed", "cost"]),
        ("visit_preparation", "how_sure", "10", 10),
        ("visit_preparation", "missed_doses", "2", 2),
        ("visit_preparation", "worry", "my feet, and 2 falls", "my feet, and 2 falls"),
        ("visit_preparation", "topics", "knees; sleep ;; knees", ["knees", "sleep"]),
        ("self_efficacy_6", "se6_1", "4 5", [4, 5]),
        ("self_efficacy_6", "se6_1", "5-4", [4, 5]),
        ("self_efficacy_6", "se6_1", "2/9", [2, 9]),
        ("self_efficacy_6", "se6_1", "7", 7),
        ("twelve_areas", "priorities", "12, 1", ["weight", "mood"]),
        ("help_wanted", "help", "3, 7", ["learn", "family"]),
    ],
)
def test_marks_become_the_answer(instrument, item, typed, value):
    codes = value
    if (instrument, item) == ("help_wanted", "help"):
        options = content.load(instrument).item(item).options
        codes = [option.code for option in options if option.key in {"3", "7"}]
    found = keyed(instrument, item, typed)
    assert (found.value, found.reason, found.unreadable) == (codes, None, False)


@pytest.mark.parametrize("typed", ["3, 7, other: knees, hips", "3 7 8: knees, hips", "7,3,otro:  knees, hips "])
def test_other_takes_the_words_after_it(typed):
    options = {option.key: option.code for option in content.load("help_wanted").item("help").options}
    found = keyed("help_wanted", "help", typed)
    assert found.value == [options["3"], options["7"], options["8"]]
    assert found.more == {"help_other": "knees, hips"}


@pytest.mark.parametrize(
    ("instrument", "item", "typed", "code"),
    [
        ("phq_9", "phq_1", "4", "keyed_not_an_answer"),
        ("phq_9", "phq_1", "0 1", "keyed_one_only"),
        ("phq_9", "phq_1", "nonsense", "keyed_not_an_answer"),
        ("phq_9", "phq_1", ":", "keyed_not_an_answer"),
        ("visit_preparation", "medicines", "1, 9", "keyed_not_an_answer"),
        ("visit_preparation", "medicines", "1: words", "keyed_words_unexpected"),
        ("visit_preparation", "how_sure", "seven", "keyed_number"),
        ("visit_preparation", "how_sure", "7 8", "keyed_one_only"),
        ("visit_preparation", "how_sure", "²", "keyed_number"),
        ("self_efficacy_6", "se6_1", "-", "keyed_number"),
        ("self_efficacy_6", "se6_1", "9" * 40, "keyed_number"),
    ],
)
def test_what_does_not_fit_is_named(instrument, item, typed, code):
    assert keyed(instrument, item, typed).reason.code == f"instruments.{code}"


@pytest.mark.parametrize("instrument", content.ids())
def test_an_unreadable_mark_is_an_open_question_with_a_note(instrument):
    for item in content.load(instrument).items:
        found = read_keys(content.load(instrument), item, " ? ")
        assert (found.value, found.unreadable, found.reason) == (None, True, None)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("8, 2", ["Moving more", "Sleep"]),
        ("2, 8*", ["Sleep", "Moving more"]),
        ("8 ; other: knees; my son", ["Sleep", "knees", "my son"]),
        ("1, 26*, other: knees", ["My feet", "Healthy eating", "knees"]),
        ("own: knees*", ["knees"]),
        ("Sleep*; Moving more", ["Sleep", "Moving more"]),
        ("knees", ["knees"]),
        ("*", None),
    ],
)
def test_numbers_of_the_bubbles_become_their_words(typed, value):
    assert keyed("goal_menu", "menu_topics", typed, MENU).value == value


def test_a_number_that_is_not_on_the_page_is_named():
    assert keyed("goal_menu", "menu_topics", "3", MENU).reason.code == "instruments.keyed_not_on_page"


@pytest.mark.parametrize(
    ("typed", "value"),
    [("8", "Sleep"), ("other: swim", "swim"), ("Walk to church", "Walk to church"), ("3 laps", "3 laps")],
)
def test_one_step_of_the_menu(typed, value):
    assert keyed("goal_menu", "menu_step", typed, MENU).value == value


@given(st.data(), st.text(max_size=80))
def test_whatever_is_typed_gets_an_answer(data, typed):
    instrument = data.draw(st.sampled_from(content.all_instruments()))
    item = data.draw(st.sampled_from(instrument.items))
    menu = data.draw(st.sampled_from([None, MENU]))
    found = read_keys(instrument, item, typed, menu=menu)
    assert found.reason is None or found.value is None


@given(st.data())
def test_what_is_shown_as_keys_says_the_same_when_typed_again(data):
    instrument = data.draw(st.sampled_from(content.all_instruments()))
    item = data.draw(st.sampled_from(instrument.items))
    codes = [option.code for option in item.options]
    words = st.text(alphabet=string.ascii_letters + " ", min_size=1, max_size=20).map(str.strip).filter(bool)
    values = {
        ItemKind.CHOICE: st.sampled_from(codes or [""]),
        ItemKind.MANY: st.lists(st.sampled_from(codes or [""]), min_size=1, unique=True).map(
            lambda chosen: [code for code in codes if code in chosen]
        ),
        ItemKind.NUMBER: st.integers(item.low or 0, item.high or 0),
        ItemKind.TEXT: words,
        ItemKind.TEXTS: st.lists(words, min_size=1, max_size=3, unique=True),
    }
    value = data.draw(values[item.kind])
    assert read_keys(instrument, item, keys_of(item, value)).value == value


def test_every_printed_key_is_one_answer_and_can_be_typed():
    for instrument in content.all_instruments():
        for item in instrument.items:
            keys = [option.key for option in item.options]
            assert len(set(keys)) == len(keys)
            assert all(key.isalnum() for key in keys)


@pytest.mark.parametrize(("typed", "total"), [("4 5", "4.00"), ("5", "5.00"), ("4 9", None)])
def test_two_neighboring_marks_count_as_the_lower_one(typed, total):
    instrument = content.load("self_efficacy_6")
    answers = {f"se6_{number}": 4 for number in range(2, 5)} if total == "4.00" else {}
    answers |= {f"se6_{number}": 5 for number in range(2, 5)} if total == "5.00" else {}
    answers["se6_1"] = read_keys(instrument, instrument.item("se6_1"), typed).value
    found = score(instrument, answers)
    assert (str(found.total) if found.total is not None else None) == total
