from __future__ import annotations

from django.urls import path

from teamlet.panel.views import registry

app_name = "panel"
urlpatterns = [
    path("", registry.everybody, name="registry"),
]
