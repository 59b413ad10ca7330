"""Content: a draft changes nothing, a second person puts it in force, earlier versions come back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from markupsafe import escape

from teamlet.content import library, schema
from teamlet.office.presenters.content import EDITED_HERE, KIND_LABELS
from teamlet.records.library import queries
from teamlet.records.library.forms import texts_in, with_texts
from teamlet.records.library.models import ContentVersion
from teamlet.records.library.rules import Approval, may_approve

pytestmark = pytest.mark.django_db
PAGE = "/practice/cedar/office/content/prompts/goal/"
WORDS = "What would you like to do for your health this week?"


def stamp_of(text: str) -> str:
    form = text.split('data-draft="content-', 1)[1]
    return form.split('name="stamp" value="', 1)[1].split('"', 1)[0]


def filled(**changes: str) -> dict[str, str]:
    body = queries.shipped_body("prompts", "goal")
    values = {
        f"t{number}_{language}": words
        for number, place in enumerate(texts_in(body))
        for language, words in place.words.items()
    }
    return values | {"t1_en": WORDS, "note": "Simpler"} | changes


def save(client: Any, **changes: str) -> Any:
    return client.post(PAGE, filled(**changes) | {"stamp": stamp_of(client.get(PAGE).text)})


def opening(practice: Any) -> str:
    return queries.content(practice, "prompts", "goal").prompts[0].text.say("en")


def test_every_shipped_file_can_be_taken_apart_and_put_together() -> None:
    for file in library.all_files():
        kind, content_id = file.name.split("/")[0], file.content.id
        body = queries.shipped_body(kind, content_id)
        assert with_texts(body, {}) == body
        assert library.validate_edit(kind, queries.as_mapping(body)) == []


def test_every_kind_of_content_has_a_name_on_the_list(client_of: Any, practice: Any) -> None:
    answer = client_of("manager").get("/practice/cedar/office/content/")
    assert answer.status_code == 200
    assert set(KIND_LABELS) == set(EDITED_HERE) < set(schema.KINDS)
    assert [kind for kind, label in KIND_LABELS.items() if str(escape(label)) not in answer.text] == []


def test_every_link_of_the_list_leads_to_a_page(client_of: Any, practice: Any) -> None:
    manager = client_of("manager")
    links = re.findall(
        r'href="(/practice/cedar/office/content/\w+/[^"]+)"', manager.get("/practice/cedar/office/content/").text
    )
    assert len(links) > 40
    assert {link: code for link in links if (code := manager.get(link).status_code) != 200} == {}


def test_a_draft_changes_nothing_until_a_second_person_approves_it(client_of: Any, practice: Any) -> None:
    coach, manager = client_of("lead-coach"), client_of("manager")
    shipped = opening(practice)
    assert save(coach)["Location"] == PAGE
    assert opening(practice) == shipped
    assert "You wrote this draft. Somebody else approves it." in coach.get(PAGE).text
    coach.post(PAGE + "approve/", {"number": "1"})
    assert opening(practice) == shipped
    assert "Approve and use it" in manager.get(PAGE).text
    manager.post(PAGE + "approve/", {"number": "1"})
    assert opening(practice) == WORDS
    made = ContentVersion.objects.get()
    assert made.by != made.approved_by
    assert made.body["provenance"]["reviewed_by"] == made.approved_by.name


def test_alone_one_approves_ones_own(client_of: Any, practice: Any) -> None:
    manager = client_of("manager")
    save(manager)
    assert "recorded that you approved your own draft" in manager.get(PAGE).text
    manager.post(PAGE + "approve/", {"number": "1"})
    assert opening(practice) == WORDS


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"t1_es": ""}, "problem"),
        ({"t1_en": "Say {gaol} now."}, "problem"),
        (
            {"t1_en": "Notwithstanding considerable comorbidities, individualized interdisciplinary deliberation."},
            "Draft saved",
        ),
    ],
)
def test_problems_stand_beside_the_field_and_what_was_typed_is_kept(
    client_of: Any, practice: Any, changes: dict[str, str], said: str
) -> None:
    manager = client_of("manager")
    assert save(manager, **changes).status_code == 302
    text = manager.get(PAGE).text
    assert said in text
    assert opening(practice) != WORDS
    if said == "problem":
        answer = manager.post(PAGE + "approve/", {"number": "1"}, follow=True)
        assert "problem" in answer.text
        assert not ContentVersion.objects.filter(approved_at__isnull=False).exists()


def test_two_people_at_once_get_a_comparison(client_of: Any, practice: Any) -> None:
    coach, manager = client_of("lead-coach"), client_of("manager")
    stamp = stamp_of(manager.get(PAGE).text)
    save(coach, t1_en="From the coach?")
    answer = manager.post(PAGE, filled(t1_en="From the manager?") | {"stamp": stamp})
    assert answer.status_code == 409
    assert "From the manager?" in answer.text
    assert "From the coach?" in answer.text
    assert ContentVersion.objects.get().body["prompts"][0]["text"]["en"] == "From the coach?"


def test_bringing_back(client_of: Any, practice: Any) -> None:
    manager = client_of("manager")
    shipped = opening(practice)
    for number, words in ((1, "First?"), (2, "Second?")):
        save(manager, t1_en=words)
        manager.post(PAGE + "approve/", {"number": str(number)})
    assert opening(practice) == "Second?"
    manager.post(PAGE + "restore/1/")
    manager.post(PAGE + "approve/", {"number": "3"})
    assert opening(practice) == "First?"
    manager.post(PAGE + "restore/0/")
    manager.post(PAGE + "approve/", {"number": "4"})
    assert opening(practice) == shipped
    assert ContentVersion.objects.count() == 4


def test_throwing_a_draft_away(client_of: Any, practice: Any) -> None:
    manager = client_of("manager")
    save(manager)
    manager.post(PAGE + "discard/")
    assert not ContentVersion.objects.exists()


def test_the_neighbor_keeps_the_shipped_words(client_of: Any, practice: Any, neighbor: Any) -> None:
    manager = client_of("manager")
    save(manager)
    manager.post(PAGE + "approve/", {"number": "1"})
    assert opening(neighbor) != WORDS


@pytest.mark.parametrize("page", ["prompts/dance/", "dances/goal/"])
def test_what_was_never_shipped_is_not_found(client_of: Any, page: str) -> None:
    manager = client_of("manager")
    assert manager.get(f"/practice/cedar/office/content/{page}").status_code == 404
    assert manager.post(f"/practice/cedar/office/content/{page}approve/").status_code == 404


@pytest.mark.parametrize(
    ("person", "author", "editors", "licensed", "is_safety", "status"),
    [
        (1, 2, {1, 2}, set(), False, Approval.SECOND),
        (1, 1, {1, 2}, set(), False, Approval.NO),
        (1, 1, {1}, set(), False, Approval.OWN),
        (3, 1, {1, 2}, set(), False, Approval.NO),
        (1, 2, {1, 2, 3}, {3}, True, Approval.NO),
        (3, 2, {1, 2, 3}, {3}, True, Approval.SECOND),
        (3, 3, {1, 3}, {3}, True, Approval.OWN),
        (1, 2, {1, 2}, set(), True, Approval.SECOND),
    ],
)
def test_who_may_approve(
    person: int, author: int, editors: set[int], licensed: set[int], is_safety: bool, status: Approval
) -> None:
    decision = may_approve(person, author=author, editors=editors, licensed=licensed, is_safety=is_safety)
    assert decision.status is status


def test_one_draft_saved_by_two_people_is_compared_not_overwritten(client_of: Any, practice: Any) -> None:
    first, second = client_of("manager"), client_of("lead-coach")
    save(first)
    old = stamp_of(second.get(PAGE).text)
    save(first, t1_en="What is one thing for your health this week?")
    answer = second.post(PAGE, filled(t1_en="What small thing would help this week?") | {"stamp": old})
    assert answer.status_code == 409
    assert "What is one thing for your health this week?" in answer.text
    assert "What small thing would help this week?" in answer.text
    assert (
        ContentVersion.objects.get().body["prompts"][0]["text"]["en"] == "What is one thing for your health this week?"
    )
