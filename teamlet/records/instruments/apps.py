from __future__ import annotations

from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "teamlet.records.instruments"
    label = "instruments"
