"""A negative control: an alert that is raised in a commit of its own, a moment after the answer it belongs to."""

from __future__ import annotations

import threading
from typing import Any

from django.apps import AppConfig
from django.db import connection, transaction

#: Seconds between the answer and its alert.
LATER = 0.5


class AlertLater(AppConfig):
    """Takes the place of what raises alerts when the process begins."""

    name = "tests.faults"
    label = "alert_later"

    def ready(self) -> None:
        from teamlet.records.instruments.actions import answers

        at_once = answers.raise_where_needed

        def in_own_commit(*needed: Any) -> None:
            try:
                at_once(*needed)
            finally:
                connection.close()

        def later(*needed: Any) -> None:
            transaction.on_commit(threading.Timer(LATER, in_own_commit, needed).start)

        answers.raise_where_needed = later
