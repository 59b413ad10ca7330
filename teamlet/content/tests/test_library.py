"""Loading, checking and the plain words of every problem."""

from __future__ import annotations

import copy
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from teamlet.content import checking, library, schema, seal
from teamlet.content.library import ContentError
from teamlet.content.words import REASONS


def mapping_of(name: str) -> dict[str, Any]:
    return tomllib.loads((library.FOLDER / name).read_text(encoding="utf-8"))


def test_the_newest_version_is_loaded_unless_told() -> None:
    content = library.load("prompts", "importance")
    assert content == library.load("prompts", "importance", 1)
    assert (content.id, content.kind, content.version) == ("importance", "prompts", 1)
    assert library.load("prompts", "importance") is content  # cached


@pytest.mark.parametrize(
    ("kind", "name", "version"),
    [
        ("prompts", "nothing", None),
        ("prompts", "importance", 99),
        ("nonsense", "x", None),
        ("prompts", "../cautions/steps", None),
    ],
)
def test_what_is_not_shipped_is_a_lookup_error(kind: str, name: str, version: int | None) -> None:
    with pytest.raises(LookupError):
        library.load(kind, name, version)


def test_a_language_we_lack_is_named_never_replaced() -> None:
    with pytest.raises(schema.NotInLanguage) as raised:
        library.load("documents", "take_home", language="vi")
    assert raised.value.language == "vi"
    with pytest.raises(schema.NotInLanguage):
        library.load_as(schema.DocumentTexts, "take_home").in_language("vi")
    assert library.load("documents", "take_home", language="es").speaks("es")


def test_texts_fill_their_blanks_and_only_theirs() -> None:
    text = schema.Text({"en": "Why {score} and not {score_down}?"})
    assert text.say("en", score=5, score_down=3) == "Why 5 and not 3?"
    assert text.say("en", score="{score_down}", score_down=3) == "Why {score_down} and not 3?"
    with pytest.raises(KeyError):
        text.say("en", score=5)
    with pytest.raises(schema.NotInLanguage):
        text.say("es", score=5, score_down=3)
    with pytest.raises(AttributeError):
        text.words = {}  # type: ignore[attr-defined]
    assert text == schema.Text({"en": "Why {score} and not {score_down}?"})
    assert hash(text) == hash(schema.Text({"en": "Why {score} and not {score_down}?"}))


def test_content_does_not_change() -> None:
    content = library.load("prompts", "importance")
    with pytest.raises(AttributeError):
        content.version = 2  # type: ignore[misc]


def put(mapping: Any, path: str, value: Any) -> None:
    *way, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    for part in way:
        mapping = mapping[part]
    if value is ...:
        del mapping[last]
    else:
        mapping[last] = value


@pytest.mark.parametrize(
    ("name", "path", "value", "key", "code"),
    [
        ("prompts/importance.v1.toml", "step", ..., "step", "key_missing"),
        ("prompts/importance.v1.toml", "step", "  ", "step", "key_missing"),
        ("prompts/importance.v1.toml", "provenance", ..., "provenance", "key_missing"),
        ("prompts/importance.v1.toml", "provenance/source", "", "provenance.source", "key_missing"),
        ("prompts/importance.v1.toml", "provenance/reviewed_on", "soon", "provenance.reviewed_on", "wrong_type"),
        ("prompts/importance.v1.toml", "surprise", 1, "surprise", "key_unknown"),
        ("prompts/importance.v1.toml", "prompts/0/colour", "red", "prompts[0].colour", "key_unknown"),
        ("prompts/importance.v1.toml", "prompts/0/text/es", "", "prompts[0].text.es", "text_empty"),
        ("prompts/importance.v1.toml", "prompts/0/text/es", ..., "prompts[0].text.es", "language_missing"),
        ("prompts/importance.v1.toml", "prompts/0/text/fr", "Oui", "prompts[0].text.fr", "language_unlisted"),
        ("prompts/importance.v1.toml", "prompts/0/text/en", 5, "prompts[0].text.en", "wrong_type"),
        ("prompts/importance.v1.toml", "prompts/0/text", "plain", "prompts[0].text", "wrong_type"),
        ("prompts/importance.v1.toml", "prompts/0/text/en", "Why {", "prompts[0].text.en", "placeholder_unclosed"),
        ("prompts/importance.v1.toml", "prompts/0/text/en", "Why {score}?", "prompts[0].text.es", "placeholders_differ"),
        ("prompts/importance.v1.toml", "prompts/0/use", "shout", "prompts[0].use", "wrong_type"),
        ("prompts/importance.v1.toml", "prompts/0/code", "Ask Me", "prompts[0].code", "code_form"),
        ("prompts/importance.v1.toml", "prompts/0/code", "low_why", "prompts[1].code", "code_twice"),
        ("prompts/importance.v1.toml", "prompts/1/from_score", 9, "prompts[1].from_score", "band_order"),
        ("prompts/importance.v1.toml", "prompts/1/to_score", ..., "prompts[1].from_score", "band_order"),
        ("prompts/importance.v1.toml", "prompts/9/from_score", 10, "prompts", "bands_open"),
        ("prompts/importance.v1.toml", "prompts", [], "prompts", "list_empty"),
        ("prompts/importance.v1.toml", "prompts", "none", "prompts", "wrong_type"),
        ("prompts/importance.v1.toml", "prompts/0", "none", "prompts[0]", "wrong_type"),
        ("prompts/importance.v1.toml", "version", 0, "version", "number_range"),
        ("prompts/importance.v1.toml", "version", True, "version", "wrong_type"),
        ("prompts/importance.v1.toml", "version", 10**30, "version", "wrong_type"),
        ("prompts/importance.v1.toml", "id", "Big Id", "id", "code_form"),
        ("prompts/importance.v1.toml", "kind", "cautions", "kind", "kind_differs"),
        ("prompts/importance.v1.toml", "languages", [], "languages", "list_empty"),
        ("prompts/contact_guide.v1.toml", "prompts/0/part", "no_such_part", "prompts[0].part", "code_unknown"),
        ("step_parts/everyday.v1.toml", "whens/0/key", 12, "whens[0].key", "number_range"),
        ("step_parts/everyday.v1.toml", "whens/0/key", 3, "whens[2].key", "key_number_twice"),
        ("step_parts/everyday.v1.toml", "units/0/spelled", [], "units[0].spelled", "wrong_type"),
        ("goal_menus/generic.v1.toml", "topics/0/steps/0/days", [0], "topics[0].steps[0].days", "number_range"),
        ("goal_menus/generic.v1.toml", "topics/0/steps/0/amounts", [-1], "topics[0].steps[0].amounts", "number_range"),
        ("goal_menus/generic.v1.toml", "topics/0/steps/1/code", "vegetables", "topics[0].steps[1].code", "code_twice"),
        ("barriers/everyday.v1.toml", "barriers/0/strategies/0/code", "", "barriers[0].strategies[0].code", "key_missing"),
        ("cautions/steps.v1.toml", "cautions/0/rules/0/facts", ["no_such"], "cautions[0].rules[0].facts", "code_unknown"),
        ("cautions/steps.v1.toml", "cautions/0/rules/0/words", [], "cautions[0].rules[0].words", "list_empty"),
        ("cautions/steps.v1.toml", "cautions/0/rules", [], "cautions[0].rules", "list_empty"),
        ("red_flags/contacts.v1.toml", "readings/0/below", ..., "readings[0]", "threshold_missing"),
        ("red_flags/contacts.v1.toml", "readings/0/times", 0, "readings[0].times", "number_range"),
        ("red_flags/contacts.v1.toml", "readings/0/below", float("nan"), "readings[0].below", "wrong_type"),
        ("red_flags/contacts.v1.toml", "readings/0/with_symptoms", ["no_such"], "readings[0].with_symptoms", "code_unknown"),
        ("red_flags/contacts.v1.toml", "symptoms/0/tier", "soon", "symptoms[0].tier", "wrong_type"),
        ("documents/letters.v1.toml", "texts/0/patient", "yes", "texts[0].patient", "wrong_type"),
        ("word_lists/everyday.v1.toml", "blame/es", ..., "blame.es", "language_missing"),
    ],
)  # fmt: skip
def test_each_problem_stands_beside_its_field(name: str, path: str, value: Any, key: str, code: str) -> None:
    mapping = mapping_of(name)
    put(mapping, path, value)
    kind = name.split("/", maxsplit=1)[0]
    problems = library.validate(kind, mapping)
    assert (key, f"content.{code}") in {(each.key, each.reason.code) for each in problems}
    with pytest.raises(ContentError) as raised:
        library.parse_content(kind, mapping, where="draft")
    assert f"draft: {key}: " in str(raised.value)


def test_all_problems_are_told_at_once() -> None:
    mapping = mapping_of("prompts/importance.v1.toml")
    del mapping["step"]
    mapping["prompts"][0]["text"]["en"] = ""
    mapping["extra"] = 1
    assert {each.key for each in library.validate("prompts", mapping)} == {"step", "prompts[0].text.en", "extra"}


@pytest.mark.parametrize("file", library.all_files(), ids=lambda file: file.name)
def test_what_a_practice_copies_from_us_is_good_as_it_is(file: library.ContentFile) -> None:
    mapping = mapping_of(file.name)
    assert library.validate(file.content.kind, mapping) == []
    assert library.parse_content(file.content.kind, mapping) == file.content


def test_unknown_kind() -> None:
    assert [each.reason.code for each in library.validate("nonsense", {})] == ["content.kind_unknown"]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("broken.v1.toml", "id = [", "content.not_toml"),
        ("wrong_name.v1.toml", None, "content.name_differs"),
        ("not_text.v1.toml", b"\xff\xfe", "content.not_toml"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, name: str, text: str | bytes | None, code: str) -> None:
    path = tmp_path / "prompts" / name
    path.parent.mkdir()
    good = (library.FOLDER / "prompts" / "importance.v1.toml").read_bytes()
    path.write_bytes(good if text is None else text.encode() if isinstance(text, str) else text)
    with pytest.raises(ContentError) as raised:
        library.read_file(path, folder=tmp_path)
    assert raised.value.where == f"prompts/{name}"
    assert [each.reason.code for each in raised.value.problems] == [code]


def test_every_reason_has_its_sentence_and_every_sentence_is_used() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in library.FOLDER.glob("*.py") if path.name != "words.py"
    )
    unused = [
        code for code in REASONS if f'"{code.removeprefix("content.")}"' not in source and f'"{code}"' not in source
    ]
    assert unused == []
    assert all(code.startswith("content.") and sentence for code, sentence in REASONS.items())


def test_sealing_keeps_what_was_released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "LIST", tmp_path / "SEALED")
    assert seal.seal() == []
    first = (tmp_path / "SEALED").read_text()
    assert len(first.splitlines()) == len(seal.shipped()) > len(library.all_files())
    assert seal.seal() == []
    assert (tmp_path / "SEALED").read_text() == first
    name = library.all_files()[0].name
    (tmp_path / "SEALED").write_text(f"{'0' * 64}  {name}\n")
    assert seal.seal() == [name]
    assert f"{'0' * 64}  {name}" in (tmp_path / "SEALED").read_text()


def test_content_needs_no_django() -> None:
    modules = "cautions checking library matching parsing readability red_flags schema seal sentences words".split()
    lines = [f"import teamlet.content.{name}" for name in modules]
    lines += ["import sys", "assert not [name for name in sys.modules if name.split('.')[0] == 'django'], 'django'"]
    done = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


nested = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from(sorted(schema.KINDS)),
    st.dictionaries(
        st.sampled_from(["id", "version", "kind", "title", "languages", "prompts", "texts", "units"]), nested
    ),
)
def test_no_mapping_makes_the_check_fall_over(kind: str, mapping: dict[str, Any]) -> None:
    assert library.validate(kind, mapping)


@given(st.data())
def test_one_wild_field_is_reported_or_harmless(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([file.name for file in library.all_files()]))
    mapping = copy.deepcopy(mapping_of(name))
    key = data.draw(st.sampled_from(sorted(mapping)))
    mapping[key] = data.draw(nested)
    kind = name.split("/", maxsplit=1)[0]
    if not library.validate(kind, mapping):
        assert isinstance(checking.convert(kind, mapping), schema.Content)


@pytest.mark.parametrize(
    ("code", "text", "blanks"),
    [
        ("nudge", "{practice}: a word from {caller}. STOP", ["{caller}"]),
        ("reminder", "{practice}: {when} {x}. STOP", ["{x}"]),
        ("emergency", "Call {phone}. {practice}", []),
        ("emergency", "Look: {link}", ["{link}"]),
    ],
)
def test_a_blank_that_nobody_fills_stands_beside_its_text(code: str, text: str, blanks: list[str]) -> None:
    mapping = mapping_of("documents/text_messages.v1.toml")
    place, phrase = next((place, each) for place, each in enumerate(mapping["texts"]) if each["code"] == code)
    phrase["text"] = {"en": text, "es": text}
    found = library.validate_edit("documents", mapping)
    assert [(each.key, each.reason.values["blank"]) for each in found] == [
        (f"texts[{place}].text.{language}", blank) for language in ("en", "es") for blank in blanks
    ]
    assert library.validate("documents", mapping) == []  # what is in force goes on being read
