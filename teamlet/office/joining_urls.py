from __future__ import annotations

from django.urls import path

from teamlet.office import joining

urlpatterns = [
    path("invitation/", joining.join, name="invitation"),
    path("invitation/<str:token>", joining.open_link, name="open_invitation"),
]
