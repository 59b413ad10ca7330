from __future__ import annotations

from django.urls import path

from teamlet.chart import views

app_name = "chart"
urlpatterns = [
    path("patients/", views.search, name="search"),
    path("patients/new/", views.register, name="register"),
    path("patients/<str:patient>/", views.patient, name="patient"),
    path("patients/<str:patient>/record/", views.record, name="record"),
    path("patients/<str:patient>/populations/", views.populations, name="populations"),
    path("patients/<str:patient>/populations/lists/", views.lists_wish, name="lists_wish"),
    path("patients/<str:patient>/in-error/", views.in_error, name="in_error"),
    path("patients/<str:patient>/access/", views.access, name="access"),
    path("patients/<str:patient>/details/", views.details, name="details"),
    path("patients/<str:patient>/details/name/", views.correct, name="correct"),
    path("patients/<str:patient>/details/language/", views.language, name="language"),
    path("patients/<str:patient>/details/matters/", views.matters, name="matters"),
    path("patients/<str:patient>/details/contact/", views.add_contact, name="add_contact"),
    path("patients/<str:patient>/details/contact/<int:number>/", views.mark_contact, name="mark_contact"),
    path("patients/<str:patient>/details/helper/", views.add_helper, name="add_helper"),
    path("patients/<str:patient>/details/helper/<str:helper>/", views.drop_helper, name="drop_helper"),
    path("patients/<str:patient>/details/same-person/", views.merge, name="merge"),
    path("patients/<str:patient>/details/two-people/", views.unmerge, name="unmerge"),
]
