"""Every event that can be written says in a sentence what was done, so that the audit pages read as sentences."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.utils import translation

import teamlet
from teamlet.ground.access.pages import declared_urls
from teamlet.ground.ui.event_words import say_event, sentences

ROOT = Path(teamlet.__file__).parent


def written() -> set[str]:
    """Return the names of the events of all actions, as ``audit.action`` names them."""
    found = set()
    for path in ROOT.rglob("*.py"):
        if "actions" not in path.as_posix() or "tests" in path.parts:
            continue
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        record = module.split(".actions")[0].rsplit(".", 1)[-1]
        for node in ast.parse(path.read_text()).body:
            marks = node.decorator_list if isinstance(node, ast.FunctionDef) else []
            if any(isinstance(mark, ast.Name) and mark.id == "action" for mark in marks):
                found.add(f"{record}.{node.name}")
    return found


def read() -> set[str]:
    """Return the names of the events of all pages that show a patient."""
    return {url.page.event for url in declared_urls() if url.page is not None and url.page.event}


def test_there_are_events_to_look_at():
    assert len(written()) > 80
    assert len(read()) > 10


def test_every_event_has_its_sentence():
    assert sorted((written() | read()) - sentences().keys()) == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_sentence_is_one_and_of_its_own(language):
    with translation.override(language):
        said = [say_event(verb) for verb in sentences()]
    assert [text for text in said if not text.endswith(".") or "{" in text] == []
    assert len(set(said)) == len(said)


def test_spanish_says_it_in_spanish():
    with translation.override("es"):
        assert [verb for verb, text in sentences().items() if say_event(verb) == text] == []


def test_an_event_of_another_version_is_shown_by_its_name():
    assert say_event("visits.something_of_old") == "visits.something_of_old"
