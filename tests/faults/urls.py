from __future__ import annotations

from django.urls import include, path

from teamlet.urls import handler400, handler403, handler404, handler500  # noqa: F401
from tests.faults.pages import agenda

urlpatterns = [
    path("practice/<slug:practice>/fault/<str:visit>/", agenda, name="fault"),
    path("", include("teamlet.urls")),
]
