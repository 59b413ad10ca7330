from __future__ import annotations

from django.apps import AppConfig


class SpreadsheetsConfig(AppConfig):
    name = "teamlet.bridges.spreadsheets"
    label = "spreadsheets"
