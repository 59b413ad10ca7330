"""Building the demo: two practices side by side, made by our own generator, the same for the same seed and day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from teamlet.demo.actions import Team, begin_crowd, finish_crowd
from teamlet.demo.call_times import keep_call_times
from teamlet.demo.cast import CEDAR, JUNIPER, STAGES, Stage
from teamlet.demo.courses import play
from teamlet.demo.forms import hand_out_forms
from teamlet.demo.lives import CEDAR_LIVES, JUNIPER_LIVES, Life
from teamlet.demo.messages import write_messages
from teamlet.demo.needs import show_support
from teamlet.demo.own_page import open_pages
from teamlet.demo.people import THIN_ABOVE, store_crowd, store_lives
from teamlet.demo.pools import share_pool
from teamlet.demo.populations import WISHES, show_populations
from teamlet.demo.preparation import prepare_visits
from teamlet.demo.registry import show_registry
from teamlet.demo.replies import write_replies
from teamlet.demo.rhythm import play_rhythm
from teamlet.demo.scene import Scene
from teamlet.demo.schedule import fill_schedule
from teamlet.demo.sharing import share_in_visits
from teamlet.demo.stage import Set, set_stage, stand_on
from teamlet.ground import clock
from teamlet.ground.access.principal import system
from teamlet.ground.audit.queries import Asked, events
from teamlet.records.patients.actions import set_helper
from teamlet.records.patients.models import Patient
from teamlet.records.practice.actions.people import set_absence
from teamlet.records.practice.queries import practice_by_key
from teamlet.records.practice.words import DEMO_PASSWORD
from teamlet.records.tasks.actions import move_task, set_absence_and_move
from teamlet.records.tasks.queries import open_tasks
from teamlet.records.tasks.words import Duty, TaskKind

LIVES: dict[str, tuple[Life, ...]] = {"cedar": CEDAR_LIVES, "juniper": JUNIPER_LIVES}
#: People of the neighboring practice, whatever the size of the demo.
NEIGHBORS = 40
#: How long the practices have used Teamlet when the demo begins.
LONG_AGO = timedelta(days=730)


def build(
    *, patients: int = 300, seed: int = 1, as_of: date | None = None, progress: Callable[[str], None] | None = None
) -> dict[str, Any]:
    """Build the demo unless it is there; return its practices and sign-ins.  A second time changes nothing.

    One that was interrupted is completed, whatever is asked for now: as large and on the day as it was begun.

    ``patients`` counts those of the practice ``cedar``; the first of them have stories, the others a history
    and a place in the lists.  ``as_of`` is the day that the demo takes for today.  A demo of more than
    ``people.THIN_ABOVE`` patients is committed batch by batch, a smaller one as one whole.
    """
    today = as_of or clock.today(CEDAR.time_zone)
    say = progress or (lambda words: None)
    if practice_by_key(CEDAR.key) is None:
        with roomy_cache(), nullcontext() if patients > THIN_ABOVE else transaction.atomic():
            sizes = {CEDAR.key: patients, JUNIPER.key: min(NEIGHBORS, patients)}
            with transaction.atomic():
                told = [_tell_stories(stage, sizes[stage.key], seed=seed, today=today, say=say) for stage in STAGES]
                for here in told:
                    begin_crowd(
                        practice=here.practice, patients=sizes[here.stage.key], seed=seed, as_of=today,
                        by=system(here.practice, "demo"),
                    )  # fmt: skip
            for here in told:
                _gather_crowd(here, sizes[here.stage.key], seed=seed, today=today, say=say)
    else:
        with roomy_cache():
            for stage in STAGES:
                _complete(stage, say=say)
    return {
        "practices": [stage.key for stage in STAGES],
        "users": [
            {
                "email": stage.email(player.login),
                "password": DEMO_PASSWORD,
                "role": player.roles[0].value,
                "practice": stage.key,
            }
            for stage in STAGES
            for player in stage.players
        ],
    }


@contextmanager
def roomy_cache() -> Iterator[None]:
    """Give SQLite a quarter of a gigabyte for its pages meanwhile, so that large indexes are built in memory."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        (before,) = cursor.fetchone()
        cursor.execute("PRAGMA cache_size = -262144")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {int(before)}")


def _tell_stories(stage: Stage, many: int, *, seed: int, today: date, say: Callable[[str], None]) -> Set:
    say(f"{stage.name}: people and duties")
    latest = _latest(stage, today)
    here = set_stage(stage, today=today, at=latest - LONG_AGO)
    lives = LIVES[stage.key][:many]
    say(f"{stage.name}: {len(lives)} patients with a story")
    rng = Random(f"{stage.key}-{seed}-lives")
    patients = store_lives(here.practice, lives, rng=rng, today=today)
    _name_clinicians(here, patients, lives)
    play(
        Scene(here, patient, life, today, latest, number)
        for number, (patient, life) in enumerate(zip(patients, lives, strict=True), 1)
    )
    return here


def _complete(stage: Stage, *, say: Callable[[str], None]) -> None:
    """Go on with a practice whose crowd was begun and not finished."""
    practice = practice_by_key(stage.key)
    if practice is None:
        return
    begun = events(practice.pk, Asked(verb="demo.begin_crowd"), limit=1).events
    if not begun or events(practice.pk, Asked(verb="demo.finish_crowd"), limit=1).events:
        return
    asked = json.loads(begun[0].detail)
    say(f"{stage.name}: interrupted before, goes on")
    _gather_crowd(
        stand_on(stage, practice), asked["patients"], seed=asked["seed"], today=date.fromisoformat(asked["as_of"]),
        say=say,
    )  # fmt: skip


def _gather_crowd(here: Set, many: int, *, seed: int, today: date, say: Callable[[str], None]) -> None:
    latest = _latest(here.stage, today)
    told = min(len(LIVES[here.stage.key]), many)
    there = Patient.objects.filter(practice=here.practice).count() - told
    crowd = store_crowd(
        here.practice, many - told, team=team_of(here), first=told + 1, seed=seed, today=today, noon=latest, there=there
    )
    for stored in crowd:
        say(f"{here.stage.name}: {told + stored} of {many} patients")
    Patient.objects.filter(practice=here.practice).update(created_at=latest - LONG_AGO)
    say(f"{here.stage.name}: populations")
    first = list(Patient.objects.filter(practice=here.practice).order_by("pk")[: len(WISHES)])
    with transaction.atomic():
        _go_away(here, today=today, at=latest)
        by = here.by("nora" if "nora" in here.people else "nick")
        show_populations(here.practice, first, today=today, at=latest, by=by)
        keep_call_times(here, at=latest)
        hand_out_forms(here, today=today, at=latest)
        share_in_visits(here, at=latest)
        fill_schedule(here.practice, today=today, at=latest, by=by, system=system(here.practice, "demo"))
        coach = here.people["ana" if "ana" in here.people else "cora"]
        prepare_visits(here.practice, today=today, at=latest, nurse=by, coach=coach)
        if here.stage is CEDAR:
            open_pages(here.practice, today=today, at=latest, by=by)
            write_messages(here.practice, at=latest, by=by, worker=system(here.practice, "demo"))
            write_replies(here.practice, at=latest, coach=coach, by=by, worker=system(here.practice, "demo"))
            play_rhythm(here.practice, today=today, at=latest, by=by, worker=system(here.practice, "demo"))
        show_support(here, today=today, at=latest)
        if here.stage is CEDAR:
            share_pool(here, at=latest)
        show_registry(here, at=latest)
        finish_crowd(practice=here.practice, by=system(here.practice, "demo"))


def _latest(stage: Stage, today: date) -> datetime:
    """Return the instant that the story takes for now: a quarter to nine, or earlier when the clock says so."""
    morning = datetime.combine(today, time(8, 45), tzinfo=ZoneInfo(stage.time_zone))
    now = clock.now()
    return min(morning, now.astimezone(morning.tzinfo)) if clock.today(stage.time_zone) == today else morning


def _name_clinicians(here: Set, patients: Sequence[Patient], lives: Sequence[Life]) -> None:
    clinicians = [here[player.login] for player in here.stage.players if "clinician" in player.roles]
    for patient, life in zip(patients, lives, strict=True):
        patient.clinician = clinicians[-1 if life.language == "es" else 0]
        if life.wish is not None and life.wish.helper:
            name, _, relation = life.wish.helper.partition(", ")
            set_helper(
                patient=patient, name=name, relation=relation, may_join=True, agreed_on=patient.created_at.date(),
                by=here.by("nora" if "nora" in here.people else "nick"),
            )  # fmt: skip
    Patient.objects.bulk_update(patients, ["clinician"])


def team_of(here: Set) -> Team:
    """Return who wrote the agreements of the crowd and who follows them up."""
    follow_up = [here[login] for login in here.stage.duties[Duty.FOLLOW_UP]]
    assistants = [here[player.login] for player in here.stage.players if "medical-assistant" in player.roles]
    clinicians = [here[player.login] for player in here.stage.players if "clinician" in player.roles]
    return Team(author=assistants[0], clinician=clinicians[0], owners=(follow_up[0], *follow_up))


def _go_away(here: Set, *, today: date, at: datetime) -> None:
    """Let people be away, so that their tasks are somebody else's; one task moves by hand."""
    manager = next(here.by(player.login) for player in here.stage.players if "manager" in player.roles)
    person, backup = (here[login] for login in here.stage.duties[Duty.FOLLOW_UP])
    away = (("maya", -30, -26), ("ben", -1, 2), ("nora", 9, 13)) if here.stage is CEDAR else (("miko", 5, 6),)
    for login, first, last in away:
        days = {"first_day": today + timedelta(days=first), "last_day": today + timedelta(days=last)}
        if last < 0:
            set_absence(membership=here[login], **days, by=manager)
        else:
            set_absence_and_move(membership=here[login], **days, at=at, by=manager)
    task = open_tasks(here.practice, owner_id=person.pk, kinds=[TaskKind.CONTACT]).first()
    if task is not None:
        other = here["lena"] if "lena" in here.people else backup
        move_task(task=task, to=other, at=at, by=manager)
