"""The shipped instruments: exact wording, whole in every language they name, and errors that are found at load."""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
from copy import deepcopy
from pathlib import Path

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from msgspec import structs

from teamlet.content import instruments, library, schema
from teamlet.content.instruments import ItemKind, join
from teamlet.content.questionnaire import UnreadableError, read_questionnaire
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
)
from teamlet.content.tests.patient_texts import VALIDATED, question_texts

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
ALL = instruments.all_instruments()
OWN = [each for each in ALL if not each.rules.rights.validated]
each_instrument = pytest.mark.parametrize("instrument", ALL, ids=[each.key for each in ALL])


def raw(name):
    return json.loads((library.FOLDER / "instruments" / f"{name}.v1.json").read_text(encoding="utf-8"))


def test_these_ship():
    assert {each.id: each.rules.asked_in for each in ALL} == {
        "body_outline": ("en", "es"),
        "gad_7": ("en",),
        "general_health": ("en",),
        "goal_menu": ("en", "es"),
        "help_wanted": ("en", "es"),
        "phq_2": ("en", "es"),
        "phq_9": ("en", "es"),
        "plan_check_in": ("en", "es"),
        "self_efficacy_4": ("es",),
        "self_efficacy_6": ("en",),
        "social_needs": ("en", "es"),
        "twelve_areas": ("en", "es"),
        "visit_preparation": ("en", "es"),
    }


def test_every_questionnaire_has_its_rules_and_back():
    folder = library.FOLDER / "instruments"
    assert {path.stem for path in folder.glob("*.json")} == {path.stem for path in folder.glob("*.toml")}


@each_instrument
def test_each_says_whose_it_is_and_for_whom(instrument):
    rules = instrument.rules
    assert rules.rights.credit
    assert rules.rights.owner
    assert rules.rights.confirmed is False  # nobody has compared it with the publisher's own sheet yet
    assert rules.authors
    assert rules.modes
    assert rules.provenance.source
    assert (rules.rights.license is schema.License.OWN) is (not rules.rights.validated)
    if not rules.rights.validated:
        assert rules.label.raw("en") == "Own questions, not validated"


@each_instrument
def test_every_text_is_there_in_the_languages_named_and_no_other(instrument):
    for _key, text in question_texts(instrument):
        assert set(text.languages) == set(instrument.rules.asked_in)


@each_instrument
def test_loading_asks_for_the_language(instrument):
    for language in ("en", "es", "fr"):
        if language in instrument.rules.asked_in:
            assert instruments.load(instrument.id, language=language) == instrument
        else:
            with pytest.raises(schema.NotInLanguage):
                instruments.load(instrument.id, language=language)


@each_instrument
def test_stored_references_lead_back(instrument):
    assert instruments.by_key(instrument.key) is instruments.load(instrument.id, 1)


@pytest.mark.parametrize(
    "key", ["phq_9", "phq_9@", "phq_9@2", "phq_9@x", "phq_8@1", "@1", "", "../phq_9@1", "phq_9@-1"]
)
def test_unknown_references_are_lookup_errors(key):
    with pytest.raises(LookupError):
        instruments.by_key(key)


# --- exact wording ----------------------------------------------------------------------------------------------


def test_validated_wording_is_that_of_the_shared_source():
    """Every validated sentence stands in the list of texts that may be shipped, sign by sign."""
    source = SHARED / "instruments" / "README.md"
    if not source.exists():
        pytest.skip("the list of texts that may be shipped is not on this machine")
    flat = re.sub(r"\s+", " ", source.read_text(encoding="utf-8"))
    wanted = [
        *(item.text.raw("es") for item in instruments.load("phq_9").items),
        instruments.load("phq_9").items[0].stem.raw("es"),
        *(option.label.raw("es") for option in instruments.load("phq_9").items[0].options),
        *(option.label.raw("es") for option in instruments.load("phq_9").items[-1].options),
        *(item.text.raw("en") for item in instruments.load("gad_7").items),
        *(item.text.raw("es") for item in instruments.load("self_efficacy_4").items),
        instruments.load("self_efficacy_4").items[0].stem.raw("es"),
    ]
    assert [text for text in wanted if text not in flat] == []
    assert len(wanted) == 10 + 1 + 4 + 4 + 7 + 4 + 1


def test_the_phq_9_agrees_with_the_example_of_us_core():
    package = SHARED / "fhir_packages" / "us_core_610.tgz"
    if not package.exists():
        pytest.skip("the US Core package is not on this machine")
    with tarfile.open(package) as archive:
        theirs = json.load(archive.extractfile("package/example/Questionnaire-phq-9-example.json"))
    questions = {item["linkId"].strip("/"): item for item in theirs["item"]}
    ours = [item for item in instruments.load("phq_9").items if item.code in questions]
    assert len(ours) >= 9
    for item in ours[:9]:
        pairs = [
            (each["valueCoding"]["code"], each["extension"][-1]["valueDecimal"])
            for each in questions[item.code]["answerOption"]
        ]
        assert [(option.code, option.points) for option in item.options] == pairs
        assert words_of(item.text.raw("en")) == words_of(questions[item.code]["text"])
    assert raw("phq_9")["code"][0]["code"] == theirs["code"][0]["code"]


def words_of(text):
    return re.findall(r"[a-z]+", text.lower())


def test_the_two_first_questions_are_the_same_on_both_forms():
    two, nine = instruments.load("phq_2"), instruments.load("phq_9")
    assert two.items == nine.items[:2]


@pytest.mark.parametrize("name", [each.id for each in ALL])
def test_questionnaires_are_valid_fhir(name):
    """R4B, whose Questionnaire is that of R4."""
    Questionnaire.model_validate(raw(name))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"itemm": []}, "itemm"),
        ({"status": None}, "status"),
        ({"item": [{"linkId": "sleep"}]}, "type"),
        ({"item": [{"linkId": "sleep", "type": "choice", "answerOption": [{}]}]}, "answerOption"),
        ({"item": [{"linkId": "sleep", "type": "text", "maxLength": "many"}]}, "maxLength"),
    ],
)
def test_what_is_no_questionnaire_is_told(change, said):
    with pytest.raises(ValueError, match=said):
        Questionnaire.model_validate(raw("phq_2") | change)


@pytest.mark.parametrize("name", [each.id for each in ALL])
def test_questionnaires_keep_the_rules_of_fhir(name):
    """Those invariants of R4 that a questionnaire of this shape can break."""
    found = raw(name)
    assert re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", found["id"])
    assert re.fullmatch(r"[A-Z][A-Za-z0-9_]{0,254}", found["name"])  # que-0
    assert found["url"].endswith("/" + found["id"])
    assert found["status"] == "active"
    seen = []

    def walk(items):
        for item in items:
            seen.append(item["linkId"])
            if item["type"] == "group":
                assert item.get("item")  # que-1
            if item["type"] == "display":
                assert not item.get("item")
                assert not item.get("code")  # que-1, que-3
            if item.get("answerOption"):
                assert item["type"] in {"choice", "open-choice"}  # que-5
            if item.get("maxLength"):
                assert item["type"] in {"string", "text"}  # que-10
            if len(item.get("enableWhen", ())) > 1:
                assert item["enableBehavior"] in {"all", "any"}  # que-12
            walk(item.get("item", ()))

    walk(found["item"])
    assert len(seen) == len(set(seen))  # que-2


# --- easy to read --------------------------------------------------------------------------------------------------


def test_only_these_are_exempt_from_the_reading_grade():
    assert {each.id for each in ALL if each.rules.rights.validated} == VALIDATED


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("instrument", OWN, ids=[each.key for each in OWN])
def test_own_questions_are_easy_one_by_one_and_as_a_whole(instrument, language):
    texts = [text.raw(language) for _key, text in question_texts(instrument)]
    assert [text for text in texts if gate(text, language).status is not Ease.EASY] == []
    counted = counts("\n".join(texts), language)
    if counted.words < SHORT_TEXT_WORDS:
        return
    if language == "en":
        assert flesch_kincaid(counted.words, counted.sentences, counted.syllables) <= GRADE_LIMIT
        assert smog(counted.polysyllables, counted.sentences) <= SMOG_LIMIT
    else:
        assert szigriszt_pazos(counted.words, counted.sentences, counted.syllables) >= INFLESZ_LIMIT


@pytest.mark.parametrize("instrument", OWN, ids=[each.key for each in OWN])
def test_own_spanish_is_formal_and_for_everybody(instrument):
    tutear = re.compile(r"\b(?:tú|tu|tus|te|ti|contigo|puedes|quieres|tienes|estás|sientes)\b|\([ao]\)", re.IGNORECASE)
    assert [text.raw("es") for _key, text in question_texts(instrument) if tutear.search(text.raw("es"))] == []


@pytest.mark.parametrize(("name", "item"), [("visit_preparation", "worry"), ("plan_check_in", "worry")])
def test_the_question_about_signs_begins_with_do_not_wait(name, item):
    text = instruments.load(name).item(item).text
    assert text.raw("en").startswith("Do not wait for us if")
    assert text.raw("es").startswith("No nos espere si")


def test_safety_at_home_is_not_asked_on_a_form():
    asked = " ".join(text.raw("en") for instrument in OWN for _key, text in question_texts(instrument)).lower()
    assert [word for word in ("safe ", "hurt", "hit", "afraid", "violence") if word in asked] == []


# --- what is found at load -------------------------------------------------------------------------------------------


def broken_questions(change, name="phq_9"):
    found = deepcopy(raw(name))
    change(found)
    return json.dumps(found).encode()


def first_group(found):
    return found["item"][0]["item"]


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found.update(resourceType="Patient"),
        lambda found: found.update(version="1.0"),
        lambda found: found.update(whatever=1),
        lambda found: found.pop("copyright"),
        lambda found: first_group(found)[0].update(type="quantity"),
        lambda found: first_group(found)[0].update(type="reference"),
        lambda found: first_group(found)[0].update(extension=[{"url": "urn:unknown", "valueString": "x"}]),
        lambda found: first_group(found)[0]["answerOption"][0]["valueCoding"].pop("code"),
        lambda found: first_group(found)[0]["answerOption"].append({"valueString": "maybe"}),
        lambda found: first_group(found)[0].pop("linkId"),
        lambda found: first_group(found)[1].update(
            enableWhen=[{"question": "phq_1", "operator": ">", "answerInteger": 1}]
        ),
        lambda found: found["_title"]["extension"][0].update(url="urn:other"),
        lambda found: found.update(item="none"),
    ],
)
def test_what_is_not_understood_is_an_error_and_never_dropped(change):
    with pytest.raises(UnreadableError):
        read_questionnaire(broken_questions(change))


@pytest.mark.parametrize("text", [b"", b"[]", b"null", b"{", b"\xff", b'{"resourceType": "Questionnaire"}'])
def test_other_files_are_unreadable(text):
    with pytest.raises(UnreadableError):
        read_questionnaire(text)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda found: first_group(found)[1].update(linkId="phq_1"), "code_twice"),
        (lambda found: first_group(found)[0]["answerOption"][0].update(extension=[]), "points_missing"),
        (
            lambda found: first_group(found)[0]["answerOption"][0]["valueCoding"].update(code="LA6569-3"),
            "options_unclear",
        ),
        (lambda found: first_group(found)[0].pop("answerOption"), "options_unclear"),
        (lambda found: first_group(found)[0].pop("_text"), "language_missing"),
        (lambda found: first_group(found)[0]["answerOption"][2]["valueCoding"].pop("_display"), "language_missing"),
        (lambda found: first_group(found).pop(), "code_unknown"),
        (lambda found: found.update(id="phq-8"), "questions_differ"),
        (lambda found: found.update(version="2"), "questions_differ"),
        (
            lambda found: first_group(found)[0].update(
                enableWhen=[{"question": "phq_2", "operator": "=", "answerInteger": 1}]
            ),
            "code_unknown",
        ),
    ],
)
def test_questions_that_do_not_fit_the_rules_are_found(change, code):
    with pytest.raises(library.ContentError) as caught:
        join(read_questionnaire(broken_questions(change)), instruments.load("phq_9").rules)
    assert f"content.{code}" in {each.reason.code for each in caught.value.problems}
    assert str(caught.value)


def rules_as_table(name):
    import tomllib

    return tomllib.loads((library.FOLDER / "instruments" / f"{name}.v1.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda rules: rules["scoring"]["bands"][1].update(low=6), "bands_gap"),
        (lambda rules: rules["scoring"]["bands"][0].update(below=4), "bands_gap"),
        (lambda rules: rules["scoring"]["bands"][0].update(low=1), "bands_gap"),
        (lambda rules: rules["scoring"]["bands"].pop(), "bands_gap"),
        (lambda rules: rules["scoring"]["bands"][4].update(low=28), "bands_gap"),
        (lambda rules: rules["scoring"].update(max_missing=9), "number_range"),
        (lambda rules: rules["scoring"].update(items=[]), "list_empty"),
        (lambda rules: rules.update(asked_in=[]), "list_empty"),
        (lambda rules: rules.update(authors=["robot"]), "wrong_type"),
        (lambda rules: rules.update(modes=["fax"]), "wrong_type"),
        (lambda rules: rules.update(age_from=90, age_to=20), "number_range"),
        (lambda rules: rules["rights"].pop("credit"), "key_missing"),
        (lambda rules: rules["rights"].update(license="stolen"), "wrong_type"),
        (lambda rules: rules["scoring"]["bands"][0]["label"].pop("es"), "language_missing"),
    ],
)
def test_rules_that_cannot_be_right_are_found(change, code):
    rules = rules_as_table("phq_9")
    assert library.validate("instruments", rules) == []
    change(rules)
    assert f"content.{code}" in {each.reason.code for each in library.validate("instruments", rules)}


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("phq_9", {"low": 1}),
        ("phq_9", {"high": 26}),
        ("self_efficacy_6", {"high": 60}),
        ("self_efficacy_6", {"items": ("se6_1", "se6_7")}),
    ],
)
def test_a_range_that_the_answers_cannot_give_is_found(name, change):
    right = instruments.load(name).rules
    wrong = structs.replace(right, scoring=structs.replace(right.scoring, **change))
    with pytest.raises(library.ContentError):
        join(read_questionnaire((library.FOLDER / f"instruments/{name}.v1.json").read_bytes()), wrong)


# --- a practice's own rules ------------------------------------------------------------------------------------------


def test_a_practice_may_set_its_own_cut_offs_where_the_questions_are_ours():
    areas = instruments.load("twelve_areas")
    fewer = structs.replace(areas.rules, most_shown=2, version=7)
    assert instruments.with_rules(areas, fewer).rules.most_shown == 2
    assert instruments.with_rules(areas, fewer).key == "twelve_areas@1"


@pytest.mark.parametrize("change", [{"positive_from": 5.0}, {"max_missing": 4}, {"prorate": False}, {"bands": ()}])
def test_the_scoring_of_a_validated_instrument_stays_its_publishers(change):
    phq = instruments.load("phq_9")
    other = structs.replace(phq.rules, scoring=structs.replace(phq.rules.scoring, **change))
    with pytest.raises(library.ContentError):
        instruments.with_rules(phq, other)
    assert instruments.with_rules(phq, structs.replace(phq.rules, interval_days=28)).rules.interval_days == 28


def test_the_risk_of_item_9_cannot_be_switched_off():
    phq = instruments.load("phq_9")
    with pytest.raises(library.ContentError):
        instruments.with_rules(phq, structs.replace(phq.rules, risks=()))


# --- keyed from paper ----------------------------------------------------------------------------------------------


@each_instrument
def test_every_choice_has_a_key_to_type(instrument):
    for item in instrument.items:
        keys = [option.key for option in item.options]
        assert all(keys)
        assert len(set(keys)) == len(keys)
        assert (item.kind in (ItemKind.CHOICE, ItemKind.MANY)) is bool(keys)


def test_hashes_are_those_of_the_files():
    for instrument in ALL:
        path = library.FOLDER / "instruments" / f"{instrument.id}.v{instrument.version}.json"
        assert instrument.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert {name for name, _ in instruments.questionnaire_files()} == {f"instruments/{each.id}.v1.json" for each in ALL}
