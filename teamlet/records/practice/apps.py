from __future__ import annotations

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "teamlet.records.practice"
    label = "practice"
