from __future__ import annotations

from django.urls import path

from teamlet.chart import views
from teamlet.chart.views import messages, own_page, specialists, support

app_name = "chart"
urlpatterns = [
    path("patients/", views.search, name="search"),
    path("patients/new/", views.register, name="register"),
    path("patients/<str:patient>/", views.patient, name="patient"),
    path("patients/<str:patient>/record/", views.record, name="record"),
    path("patients/<str:patient>/populations/", views.populations, name="populations"),
    path("patients/<str:patient>/populations/lists/", views.lists_wish, name="lists_wish"),
    path("patients/<str:patient>/support/", support.support, name="support"),
    path("patients/<str:patient>/support/clear/", support.clear_level, name="clear_level"),
    path("patients/<str:patient>/targets/", support.targets, name="targets"),
    path("patients/<str:patient>/targets/<str:measure>/end/", support.end_target, name="end_target"),
    path("patients/<str:patient>/in-error/", views.in_error, name="in_error"),
    path("own-pages/", own_page.own_pages, name="own_pages"),
    path("own-pages/<str:own_page_said>/", own_page.own_answer, name="own_answer"),
    path("patients/<str:patient>/own-page/", own_page.own_page, name="own_page"),
    path("patients/<str:patient>/own-page/link/", own_page.own_link, name="own_link"),
    path("patients/<str:patient>/own-page/end/", own_page.own_end, name="own_end"),
    path("patients/<str:patient>/specialists/", specialists.specialists, name="specialists"),
    path("patients/<str:patient>/hospital/", specialists.note_hospital, name="note_hospital"),
    path("hospital/<str:hospital_visit>/", specialists.settle_hospital, name="settle_hospital"),
    path("specialists/", specialists.specialists_due, name="specialists_due"),
    path("specialists/<str:specialist_visit>/", specialists.settle_specialist, name="settle_specialist"),
    path(
        "patients/<str:patient>/details/helper/<str:helper>/prompts/", specialists.helper_prompts, name="helper_prompts"
    ),
    path("patients/<str:patient>/access/", views.access, name="access"),
    path("patients/<str:patient>/messages/", messages.messages, name="messages"),
    path("patients/<str:patient>/messages/consent/", messages.say_consent, name="say_consent"),
    path("patients/<str:patient>/messages/reach/", messages.say_reach, name="say_reach"),
    path("patients/<str:patient>/messages/stop/", messages.say_stop, name="say_stop"),
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
