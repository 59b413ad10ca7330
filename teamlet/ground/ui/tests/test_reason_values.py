"""No code is printed inside a sentence: states, ways and the like read as words in the reader's language."""

from __future__ import annotations

import string

import pytest
from django.conf import settings
from django.utils import translation

from teamlet.ground.reasons import Reason
from teamlet.ground.ui.reason_words import labels, say, sentences

MODULES = tuple(settings.REASON_WORDS)
#: Names under which rules hand over a code of their own enums.
CODES = frozenset({"from_state", "to_state", "state", "to", "channel"})


@pytest.mark.parametrize(
    ("reason", "english"),
    [
        (
            Reason("followups.may_not_move", {"from_state": "withdrawn", "to_state": "entered_in_error"}),
            "A contact that is withdrawn cannot become entered in error.",
        ),
        (Reason("followups.first_try", {"channel": "in_person"}), "Not tried yet. First way: in person."),
        (
            Reason("tasks.may_not_move", {"from_state": "done", "to_state": "withdrawn"}),
            "A task that is done cannot become withdrawn.",
        ),
    ],
)
def test_codes_read_as_words(reason, english):
    with translation.override("en"):
        assert say(reason) == english
    with translation.override("es"):
        said = say(reason)
        assert said != english
        assert not any(str(value) in said for value in reason.values.values() if "_" in str(value))


def test_every_sentence_with_a_code_has_words_for_it():
    bare = []
    for code, sentence in sentences(MODULES).items():
        names = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        bare += [(code, name) for name in names & CODES if name not in labels(MODULES).get(code, {})]
    assert bare == []


def test_words_are_only_for_values_of_sentences():
    for code, tables in labels(MODULES).items():
        for name in tables:
            assert f"{{{name}}}" in sentences(MODULES)[code]
