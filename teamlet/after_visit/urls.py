from __future__ import annotations

from django.urls import path

from teamlet.after_visit.views import documents

app_name = "after_visit"
urlpatterns = [
    path("pages/<str:page>/", documents.take_home, name="page"),
    path("pages/<str:page>/my-plan.pdf", documents.take_home_pdf, name="page_pdf"),
    path("pages/<str:page>/my-plan.ics", documents.take_home_calendar, name="page_calendar"),
    path("pages/<str:page>/given/", documents.give, name="give"),
    path("plans/<str:version>/page/", documents.print_plan, name="print"),
    path("plans/<str:version>/copy/", documents.note, name="note"),
    path("plans/<str:version>/copied/", documents.copied, name="copied"),
]
