"""Every shipped file: loads, has provenance, speaks both languages, is easy to read, blames nobody."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path

import pytest

from teamlet.content import checking, library, schema, seal
from teamlet.content.library import ContentFile
from teamlet.content.readability import (
    GRADE_LIMIT,
    INFLESZ_LIMIT,
    SHORT_TEXT_WORDS,
    SMOG_LIMIT,
    Ease,
    counts,
    flesch_kincaid,
    gate,
    smog,
    szigriszt_pazos,
    word_problems,
)
from teamlet.content.tests.patient_texts import EXEMPT, patient_texts

FILES = library.all_files()
each_file = pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])


def test_every_toml_file_of_the_folder_is_content() -> None:
    on_disk = {path.relative_to(library.FOLDER).as_posix() for path in library.FOLDER.rglob("*.toml")}
    assert on_disk == {file.name for file in FILES}
    assert {file.content.kind for file in FILES} == set(schema.KINDS)


@each_file
def test_provenance_is_whole(file: ContentFile) -> None:
    provenance = file.content.provenance
    assert provenance.author == "Teamlet"
    assert provenance.license == "Apache-2.0"
    assert len(provenance.source) > 20
    assert provenance.reviewed_by
    assert dt.date(2026, 1, 1) <= provenance.reviewed_on


@each_file
def test_every_text_is_there_in_english_and_spanish(file: ContentFile) -> None:
    assert file.content.languages == ("en", "es")
    lacking = [key for key, text in checking.texts(file.content) if set(text.languages) != {"en", "es"}]
    assert lacking == []


@each_file
def test_the_hash_is_that_of_the_file(file: ContentFile) -> None:
    assert file.sha256 == hashlib.sha256((library.FOLDER / file.name).read_bytes()).hexdigest()


def test_released_files_never_change() -> None:
    """A released version is immutable: to change a text, add the next version beside it."""
    sealed = dict(reversed(line.split("  ")) for line in (library.FOLDER / "SEALED").read_text().splitlines())
    shipped = dict(seal.shipped())
    changed = [name for name in shipped if name in sealed and sealed[name] != shipped[name]]
    missing = [name for name in sealed if name not in shipped]
    assert changed == []
    assert missing == []


@each_file
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_patient_text_passes_the_gate(file: ContentFile, language: str) -> None:
    hard = [
        (key, text.raw(language), [(reason.code, dict(reason.values)) for reason in decision.reasons])
        for key, text in patient_texts(file)
        if (decision := gate(text.raw(language), language)).status is not Ease.EASY
    ]
    assert hard == []


@each_file
def test_a_file_read_as_a_whole_is_easy(file: ContentFile) -> None:
    english = "\n".join(text.raw("en") for _, text in patient_texts(file))
    spanish = "\n".join(text.raw("es") for _, text in patient_texts(file))
    for language, whole in (("en", english), ("es", spanish)):
        counted = counts(whole, language)
        if counted.words < SHORT_TEXT_WORDS:
            continue
        if language == "en":
            assert flesch_kincaid(counted.words, counted.sentences, counted.syllables) <= GRADE_LIMIT
            assert smog(counted.polysyllables, counted.sentences) <= SMOG_LIMIT
        else:
            assert szigriszt_pazos(counted.words, counted.sentences, counted.syllables) >= INFLESZ_LIMIT


def test_nothing_is_exempt_from_the_gate_yet() -> None:
    assert not EXEMPT


@each_file
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_text_blames(file: ContentFile, language: str) -> None:
    """Staff texts too: patients read them over the shoulder and in their notes."""
    blaming = [
        (key, reason.values["word"])
        for key, text in checking.texts(file.content)
        for reason in word_problems(text.raw(language), language)
        if reason.code == "content.word_blames"
    ]
    assert blaming == []


def test_spanish_is_formal_and_for_everybody() -> None:
    """*Usted* throughout, no “(a)”, and the exact phrases agreed for both languages."""
    tutear = re.compile(
        r"\b(?:tú|tu|tus|te|ti|contigo|puedes|quieres|tienes|eres|estás|haces|sientes|dime|cuéntame)\b", re.IGNORECASE
    )
    familiar = [
        (file.name, key, text.raw("es"))
        for file in FILES
        for key, text in checking.texts(file.content)
        if tutear.search(text.raw("es")) or "(a)" in text.raw("es") or "(o)" in text.raw("es")
    ]
    assert familiar == []


@pytest.mark.parametrize(
    ("kind", "name", "code", "language", "exact"),
    [
        (
            "prompts",
            "confidence",
            "ask",
            "es",
            "¿Qué tanta seguridad siente de que podrá hacerlo? 0 = ninguna, 10 = total.",
        ),
        ("prompts", "importance", "ask", "es", "¿Qué tan importante es para usted? 0 = nada, 10 = muchísimo."),
        ("prompts", "barriers", "ask", "es", "¿Qué podría hacérselo difícil?"),
        ("prompts", "helpers", "ask", "es", "¿Quién le puede ayudar?"),
        ("documents", "take_home", "crisis_line", "en", "Call or text 988, any time. In danger now: 911."),
        (
            "documents",
            "take_home",
            "crisis_line",
            "es",
            "Llame al 988 y oprima 2, o envíe AYUDA al 988. Si hay peligro ahora: 911.",
        ),
    ],
)
def test_agreed_phrases_are_exact(kind: str, name: str, code: str, language: str, exact: str) -> None:
    content = library.load(kind, name)
    entries = content.prompts if isinstance(content, schema.PromptSet) else content.texts  # type: ignore[attr-defined]
    assert [entry.text.raw(language) for entry in entries if entry.code == code] == [exact]


@pytest.mark.parametrize("word", ["barrier", "tier", "strip", "owner", "handoff", "population", "self-management"])
def test_words_of_the_workshop_stay_out_of_patient_texts(word: str) -> None:
    found = [
        (file.name, key)
        for file in FILES
        for key, text in patient_texts(file)
        if re.search(rf"\b{word}s?\b", text.raw("en"), re.IGNORECASE)
    ]
    assert found == []


def test_menus_use_only_parts_that_exist() -> None:
    parts = library.load_as(schema.StepParts, "everyday")
    units, whens = {unit.code for unit in parts.units}, {when.code for when in parts.whens}
    steps = [
        step
        for name in library.ids("goal_menus")
        for topic in library.load_as(schema.GoalMenu, name).topics
        for step in topic.steps
    ]
    assert [step.code for step in steps if set(step.units) - units or set(step.whens) - whens] == []
    assert len({step.code for step in steps}) == len(steps)
    assert [step.code for step in steps if bool(step.units) != bool(step.amounts)] == []
    assert [step.code for step in steps if bool(step.units) != bool(step.sentence.placeholders("en"))] == []


def test_barriers_have_the_codes_that_plans_store() -> None:
    codes = [barrier.code for barrier in library.load_as(schema.BarrierList, "everyday").barriers]
    assert (
        codes
        == (
            "time cost pain tired mood forgetting knowing_how family_or_work no_ride no_safe_place food_access "
            "health_system side_effects fear weather getting_going other none_expected"
        ).split()
    )


def test_every_strategy_is_an_if_then_plan() -> None:
    strategies = [
        each.text for row in library.load_as(schema.BarrierList, "everyday").barriers for each in row.strategies
    ]
    assert len(strategies) >= 20
    assert [
        text
        for text in strategies
        if not re.fullmatch(r"If .*, then I will .*\.|If .*, then we will .*\.", text.raw("en"))
    ] == []
    assert [text for text in strategies if not re.fullmatch(r"Si .*, entonces .*\.", text.raw("es"))] == []


def test_the_contact_guide_has_nine_parts_and_asks_for_worries_second() -> None:
    guide = library.load_as(schema.PromptSet, "contact_guide")
    assert len(guide.parts) == 9
    assert guide.parts[1].code == "new_or_worrying"
    assert [part.code for part in guide.parts if not guide.of_part(part.code)] == []


@pytest.mark.parametrize("name", ["importance", "confidence"])
@pytest.mark.parametrize("score", [None, *range(11)])
def test_every_score_has_its_prompts(name: str, score: int | None) -> None:
    prompts = library.load_as(schema.PromptSet, name).for_score(score)
    banded = [prompt for prompt in prompts if prompt.from_score is not None]
    assert bool(banded) is (score is not None)
    assert all(prompt.from_score <= score <= prompt.to_score for prompt in banded)  # type: ignore[operator]


def test_files_are_unix_text_without_byte_order_mark() -> None:
    wrong = [
        path.name
        for path in Path(library.FOLDER).rglob("*.toml")
        if b"\r" in path.read_bytes() or path.read_bytes()[:3] == b"\xef\xbb\xbf"
    ]
    assert wrong == []
