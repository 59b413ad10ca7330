"""A negative control: an import of schedules that moves its mark in a commit of its own, before the lines it stands for."""

from __future__ import annotations

import time
from typing import Any

from django.apps import AppConfig

#: Seconds between the mark and the lines.
BETWEEN = 0.6


class MarkFirst(AppConfig):
    """Takes the place of ``store_lines`` when the process begins."""

    name = "tests.faults"
    label = "mark_first"

    def ready(self) -> None:
        from teamlet.bridges.spreadsheets import actions
        from teamlet.bridges.spreadsheets.models import ScheduleImport

        whole = actions.store_lines

        def mark_first(*, run: Any, to: int, **rest: Any) -> Any:
            ScheduleImport.objects.filter(pk=run.pk).update(mark=to)
            run.mark = to
            time.sleep(BETWEEN)
            return whole(run=run, to=to, **rest)

        actions.store_lines = mark_first
