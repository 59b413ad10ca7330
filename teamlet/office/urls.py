from __future__ import annotations

from django.urls import path

from teamlet.office import views

app_name = "office"
urlpatterns = [
    path("", views.start, name="start"),
]
