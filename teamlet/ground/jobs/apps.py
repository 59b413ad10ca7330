from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "teamlet.ground.jobs"
    label = "jobs"
