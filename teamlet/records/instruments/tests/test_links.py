"""Links: what opens a form, what does not, and that nothing is shown before the birth date."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

import pytest

from teamlet.conftest import make_patient
from teamlet.content.schema import Author, Mode
from teamlet.ground.access import links
from teamlet.ground.jobs.hold import begin_epoch
from teamlet.ground.reasons import Refused
from teamlet.records.instruments import actions, queries
from teamlet.records.instruments.models import Answer, Form, FormAccess, FormLink
from teamlet.records.instruments.tests.conftest import BORN, NOON, options
from teamlet.records.instruments.words import Checked, FormState
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind

pytestmark = pytest.mark.django_db
LITTLE = options("phq_2", "phq_1")[1]


def issue(scene, form=None):
    form = form or scene.form("phq_2")
    link, token = actions.issue_link(form=form, at=NOON, by=scene.assistant.principal)
    return form, link, token


def knock(token, birth_date=BORN, at=NOON):
    link = queries.link_by_token(token)
    return actions.try_door(door=link.oid if link else "somethingelse", birth_date=birth_date, at=at)


def test_only_the_hash_of_256_bits_is_kept(scene):
    _, link, token = issue(scene)
    assert len(token) == 43
    assert link.token_hash == links.token_hash(token)
    assert queries.link_by_token(token) == link
    columns = {name: str(value) for name, value in FormLink.objects.values().get().items()}
    assert [name for name, value in columns.items() if token in value] == []


def test_the_way_from_given_out_to_sent_back(scene):
    form, _, token = issue(scene)
    entered = knock(token)
    assert entered.checked is Checked.RIGHT
    visitor = queries.visitor(entered.key, at=NOON)
    assert visitor.may_fill
    assert (visitor.mode, visitor.principal.user_id, visitor.principal.roles) == (Mode.LINK, None, frozenset())
    saved = scene.say(form, "phq_1", LITTLE, part="phq_2@1", access=visitor.access)
    assert (saved.answer.author, saved.answer.mode, saved.answer.by) == ("patient", "link", None)
    actions.submit_form(form=form, mode=Mode.LINK, access=visitor.access, at=NOON, by=visitor.principal)
    states = [(row.from_state, row.to_state) for row in queries.changes_of(form)]
    assert states == [("", "issued"), ("issued", "opened"), ("opened", "verified"), ("verified", "submitted")]
    assert queries.visitor(entered.key, at=NOON) is None
    assert queries.link_by_token(token) is None


def test_fetching_the_address_fifty_times_changes_nothing(scene):
    form, _, token = issue(scene)
    before = (list(Form.objects.values()), list(FormLink.objects.values()))
    for _ in range(50):
        assert queries.link_by_token(token) is not None
    assert (list(Form.objects.values()), list(FormLink.objects.values())) == before
    assert not FormAccess.objects.exists()
    assert knock(token).checked is Checked.RIGHT
    form.refresh_from_db()
    assert form.state == FormState.VERIFIED


def test_five_wrong_birth_dates_lock_the_link_and_tell_the_desk(scene):
    form, link, token = issue(scene)
    answers = [knock(token, date(1961, 5, 4 + number)).checked for number in range(6)]
    assert answers == [Checked.WRONG] * 5 + [Checked.LOCKED]
    assert knock(token).checked is Checked.LOCKED
    task = Task.objects.get(kind=TaskKind.LOCKED_LINK)
    assert task.about_oid == link.oid
    assert task.detail == {"form": form.oid, "way_in": "link"}
    _, _, fresh = issue(scene, form)
    assert knock(fresh).checked is Checked.RIGHT


def test_a_right_birth_date_uses_no_try_up(scene):
    form, link, token = issue(scene)
    for _ in range(7):
        assert knock(token).checked is Checked.RIGHT
    link.refresh_from_db()
    assert link.tries_left == 5
    assert form.accesses.count() == 7


def test_an_address_that_opens_nothing_answers_as_a_wrong_birth_date(scene):
    answers = [actions.try_door(door="nothinghere", birth_date=BORN, at=NOON) for _ in range(6)]
    assert [each.checked for each in answers] == [Checked.WRONG] * 5 + [Checked.LOCKED]
    assert {each.key for each in answers} == {""}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1],
        lambda token: token + "a",
        lambda token: token.swapcase(),
        lambda token: token + ".",
        lambda token: token[:20] + "%20" + token[20:],
        lambda token: token[:21] + "\n" + token[21:],
        lambda token: f"https://safe.example/?url={token}",
        lambda token: "",
        lambda token: "é" * 43,
        lambda token: "\ud800" * 43,
        lambda token: secrets.token_urlsafe(32),
    ],
)
def test_a_token_that_was_changed_on_the_way_opens_nothing(scene, spoil):
    _, _, token = issue(scene)
    assert queries.link_by_token(spoil(token)) is None


def test_a_newer_link_replaces_the_older_one(scene):
    form, _, first = issue(scene)
    key = knock(first).key
    _, _, second = issue(scene, form)
    assert queries.link_by_token(first) is None
    assert queries.visitor(key, at=NOON) is None
    assert knock(second).checked is Checked.RIGHT


def revoke(scene, form):
    actions.revoke_form(form=form, at=NOON, by=scene.assistant.principal)


def submit(scene, form):
    actions.submit_form(form=form, mode=Mode.STAFF, at=NOON, by=scene.assistant.principal)


def restore(scene, form):
    begin_epoch(at_least=1, reason="restored")


def merge(scene, form):
    scene.patient.merged_into = make_patient(scene.practice, given="Rosario")
    scene.patient.save()


def die(scene, form):
    scene.patient.deceased_on = NOON.date()
    scene.patient.save()


def leave(scene, form):
    scene.patient.is_active = False
    scene.patient.save()


def cancel(scene, form):
    scene.visit.state = "cancelled"
    scene.visit.save()


def move_patient(scene, form):
    Form.objects.filter(pk=form.pk).update(patient=make_patient(scene.practice, given="Otra"))


def move_purpose(scene, form):
    Form.objects.filter(pk=form.pk).update(purpose="check_in")


def move_practice(scene, form):
    from teamlet.conftest import make_practice

    Form.objects.filter(pk=form.pk).update(practice=make_practice("sumac", "Sumac Clinic"))


ENDS = [revoke, submit, restore, merge, die, leave, cancel, move_patient, move_purpose, move_practice]


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_nothing_opens_and_nothing_is_saved_afterwards(scene, end):
    form, _, token = issue(scene)
    entered = knock(token)
    access = queries.visitor(entered.key, at=NOON).access
    end(scene, form)
    answers = Answer.objects.count()
    visitor = queries.visitor(entered.key, at=NOON)
    link_opens = queries.link_by_token(token) is not None
    if link_opens:
        with pytest.raises(Refused):
            knock(token)
    else:
        assert knock(token).checked is Checked.WRONG
    assert visitor is None or not visitor.may_fill
    with pytest.raises(Refused):
        scene.say(form, "phq_1", LITTLE, part="phq_2@1", access=access)
    assert Answer.objects.count() == answers


def test_it_is_over_when_the_day_of_the_visit_is(scene):
    form, _, token = issue(scene)
    entered = knock(token)
    late = NOON + timedelta(hours=13)
    assert queries.visitor(entered.key, at=late - timedelta(seconds=1)).may_fill
    assert not queries.visitor(entered.key, at=late).may_fill
    with pytest.raises(Refused, match="form_expired"):
        knock(token, at=late)
    assert actions.expire_forms(practice=scene.practice, at=late, by=scene.assistant.principal) == 1
    form.refresh_from_db()
    assert form.state == FormState.EXPIRED
    assert not queries.has_forms_to_end(scene.practice, at=late)


def test_the_worker_takes_forms_of_cancelled_visits_back(scene):
    form, _, _ = issue(scene)
    assert not queries.has_forms_to_end(scene.practice, at=NOON)
    cancel(scene, form)
    assert queries.has_forms_to_end(scene.practice, at=NOON)
    actions.expire_forms(practice=scene.practice, at=NOON, by=scene.assistant.principal)
    form.refresh_from_db()
    assert (form.state, queries.changes_of(form)[-1].reason) == (FormState.REVOKED, "visit_cancelled")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"birth_date": date(2010, 1, 1)}, "staff_entry_only"),
        ({"birth_date": None, "birth_text": "1961"}, "no_birth_date"),
    ],
)
def test_under_eighteen_and_without_a_birth_date_there_is_no_link(scene, fields, code):
    young = make_patient(scene.practice, given="Lena", **fields)
    form = scene.form("visit_preparation", patient=young, visit=None)
    with pytest.raises(Refused, match=code):
        actions.issue_link(form=form, at=NOON, by=scene.assistant.principal)


def test_questions_about_danger_are_not_asked_by_link(scene):
    form = scene.form("phq_9")
    with pytest.raises(Refused, match="remote_needs_responder"):
        actions.issue_link(form=form, at=NOON, by=scene.assistant.principal)
    scene.name_cover()
    with pytest.raises(Refused, match="remote_needs_channel"):
        actions.issue_link(form=form, at=NOON, by=scene.assistant.principal)


def test_two_phones_and_two_authors_keep_both(scene):
    form, _, token = issue(scene, scene.form("visit_preparation", purpose="visit_preparation"))
    hers, his = (queries.visitor(knock(token).key, at=NOON).access for _ in range(2))
    part = form.parts[0]
    scene.say(form, "worry", "my knee", part=part, access=hers)
    scene.say(
        form,
        "worry",
        "she sleeps badly",
        part=part,
        access=his,
        author=Author.CAREGIVER,
        author_name="Luis",
        relation="son",
        language="es",
    )
    given = queries.given_in(form)
    assert [(each.author_name, each.value, each.language) for each in given] == [
        ("", "my knee", "en"),
        ("Luis", "she sleeps badly", "es"),
    ]


def test_a_caregiver_does_not_answer_for_the_patient_where_only_the_patient_may(scene):
    form, _, token = issue(scene)
    access = queries.visitor(knock(token).key, at=NOON).access
    with pytest.raises(Refused, match="author_not_allowed"):
        scene.say(form, "phq_1", LITTLE, part="phq_2@1", access=access, author=Author.CAREGIVER, author_name="Luis")
    assert not Answer.objects.exists()


def test_the_token_stands_nowhere(scene, caplog, django_capture_on_commit_callbacks):
    from django.apps import apps

    form, _, token = issue(scene)
    entered = knock(token)
    access = queries.visitor(entered.key, at=NOON).access
    scene.say(form, "phq_1", LITTLE, part="phq_2@1", access=access)
    for model in apps.get_models():
        for row in model._default_manager.all().values():
            text = repr(row)
            assert token not in text, model
            assert entered.key not in text, model
    assert token not in caplog.text
