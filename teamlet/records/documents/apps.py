from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "teamlet.records.documents"
    label = "documents"
