"""The words of six records: every name has a label, every move a place, every sentence a home."""

from __future__ import annotations

import re
from enum import StrEnum
from types import ModuleType

import pytest

from teamlet.records.documents import words as documents
from teamlet.records.followups import words as followups
from teamlet.records.patients import words as patients
from teamlet.records.plans import words as plans
from teamlet.records.tasks import words as tasks
from teamlet.records.visits import words as visits

RECORDS = {
    "patients": patients,
    "tasks": tasks,
    "visits": visits,
    "plans": plans,
    "followups": followups,
    "documents": documents,
}
#: Nobody reads these words on a page of ours (domain report section 10, experience.md section 3).
NEVER = re.compile(r"motivat|fail|refus|complian|frustrat|skeptic|cynical|\btier\b|\bstrip\b", re.IGNORECASE)


def names(module: ModuleType, ending: str) -> list[str]:
    return [name for name in vars(module) if name.endswith(ending)]


def labels(module: ModuleType) -> list[dict[StrEnum, str]]:
    return [getattr(module, name) for name in names(module, "_LABELS")]


@pytest.mark.parametrize("module", RECORDS.values(), ids=RECORDS)
def test_every_label_dictionary_covers_its_enum(module: ModuleType) -> None:
    assert labels(module)
    for words in labels(module):
        kind = type(next(iter(words)))
        assert set(words) == set(kind), kind
        assert all(text.strip() for text in words.values())
        assert len(set(words.values())) == len(words), kind


@pytest.mark.parametrize("module", RECORDS.values(), ids=RECORDS)
def test_every_transition_dictionary_covers_its_states(module: ModuleType) -> None:
    for name in names(module, "_TRANSITIONS"):
        moves = getattr(module, name)
        kind = type(next(iter(moves)))
        assert set(moves) == set(kind), name
        for state, to in moves.items():
            assert state not in to, (name, state)
            assert to <= set(kind)


@pytest.mark.parametrize(("name", "module"), RECORDS.items(), ids=RECORDS)
def test_reasons_are_named_after_their_record_and_are_sentences(name: str, module: ModuleType) -> None:
    for code, text in module.REASONS.items():
        assert re.fullmatch(rf"{name}\.[a-z_]+", code)
        assert text[-1] in ".?", code
        assert text[0].isupper() or text[0] == "{", code


@pytest.mark.parametrize("module", RECORDS.values(), ids=RECORDS)
def test_no_word_blames_or_belongs_to_the_workshop(module: ModuleType) -> None:
    texts = [*module.REASONS.values(), *(text for words in labels(module) for text in words.values())]
    assert not [text for text in texts if NEVER.search(text)]


@pytest.mark.parametrize("module", RECORDS.values(), ids=RECORDS)
def test_tokens_are_lower_snake(module: ModuleType) -> None:
    for kind in vars(module).values():
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum:
            for member in kind:
                assert re.fullmatch(r"[a-z][a-z0-9_]*", member.value)
                assert member.name.lower() == member.value
