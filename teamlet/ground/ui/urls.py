"""The gallery of components; included only where ``settings.TEAMLET_GALLERY`` is on."""

from __future__ import annotations

from django.urls import path

from teamlet.ground.ui import views

urlpatterns = [
    path("ui/", views.gallery, name="gallery"),
    path("ui/patient/", views.gallery_patient, name="gallery-patient"),
    path("ui/errors/<int:status>/", views.gallery_error, name="gallery-error"),
]
