"""The registry of the demo: its lines, two lists that are kept, and a batch of messages that waits to be looked at."""

from __future__ import annotations

from datetime import datetime

from teamlet.demo.stage import Set
from teamlet.ground.access.principal import system
from teamlet.records.followups.actions.batches import begin_batch, prepare_part
from teamlet.records.followups.actions.registry import rebuild_registry
from teamlet.records.followups.actions.saved_lists import save_list
from teamlet.records.followups.models import RegistryRow
from teamlet.records.outreach.actions.batches import Words
from teamlet.records.outreach.words import Channel, Purpose
from teamlet.records.practice.queries import teams

#: How many of the crowd the batch is about.
_PEOPLE = 40
_WORDS = {
    "en": "{practice}: we are closed on Thursday and Friday. If you need us, call us before. Reply STOP to end.",
    "es": "{practice}: cerramos el jueves y el viernes. Si nos necesita, llame antes. Responda ALTO para terminar.",
}


def show_registry(here: Set, *, at: datetime) -> None:
    """Write the lines; keep a list for one person and one for a team; begin a batch and prepare it."""
    practice, worker = here.practice, system(here.practice, "demo")
    rebuild_registry(practice=practice, by=worker)
    coach = here.by("ana" if "ana" in here.people else "cora")
    save_list(name="Less sure", query="look=unsure&owner=me", at=at, by=coach)
    team = next(iter(teams(practice)), None)
    if team is not None:
        save_list(name="Overdue", query="due=overdue", team=team, at=at, by=coach)
    rows = RegistryRow.objects.filter(practice=practice).order_by("place", "patient_id")
    listed = list(rows.values_list("patient_id", flat=True)[:_PEOPLE])
    if not listed:
        return
    batch = begin_batch(
        purpose=Purpose.REMINDER,
        channel=Channel.TEXT,
        words={language: Words(words.format(practice=practice.name)) for language, words in _WORDS.items()},
        patients=listed,
        query="",
        at=at,
        by=here.by("nora" if "nora" in here.people else "nick"),
    )
    while prepare_part(batch=batch, at=at, by=worker):
        pass
