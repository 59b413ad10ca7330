"""The product's settings with the negative control of the schedule import."""

from __future__ import annotations

from teamlet.settings import *  # noqa: F403
from teamlet.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.mark_first.MarkFirst"]
