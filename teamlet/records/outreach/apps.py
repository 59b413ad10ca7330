from __future__ import annotations

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "teamlet.records.outreach"
    label = "outreach"
