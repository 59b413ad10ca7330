from __future__ import annotations

from django.urls import path

from teamlet.after_visit.views import contacts, documents, replies, safety

app_name = "after_visit"
urlpatterns = [
    path("pages/<str:page>/", documents.take_home, name="page"),
    path("pages/<str:page>/my-plan.pdf", documents.take_home_pdf, name="page_pdf"),
    path("pages/<str:page>/my-plan.ics", documents.take_home_calendar, name="page_calendar"),
    path("pages/<str:page>/given/", documents.give, name="give"),
    path("plans/<str:version>/page/", documents.print_plan, name="print"),
    path("plans/<str:version>/copy/", documents.note, name="note"),
    path("plans/<str:version>/copied/", documents.copied, name="copied"),
    path("contacts/", contacts.worklist, name="worklist"),
    path("contacts/<str:contact>/", contacts.contact, name="contact"),
    path("contacts/<str:contact>/next/", contacts.proposal, name="proposal"),
    path("contacts/<str:contact>/tries/", contacts.attempt, name="attempt"),
    path("contacts/<str:contact>/day/", contacts.reschedule, name="reschedule"),
    path("contacts/<str:contact>/end/", contacts.close, name="close"),
    path("contacts/<str:contact>/owner/", contacts.give_to, name="give_to"),
    path("contacts/<str:contact>/letter/", contacts.letter, name="letter"),
    path("contacts/<str:contact>/answer/", replies.accept, name="accept_answer"),
    path("replies/", replies.replies, name="replies"),
    path("replies/<str:reply>/", replies.reply, name="reply"),
    path("replies/<str:reply>/whose/", replies.whose, name="reply_whose"),
    path("replies/<str:reply>/meaning/", replies.meaning, name="reply_meaning"),
    path("replies/<str:reply>/stop/", replies.stop, name="reply_stop"),
    path("replies/<str:reply>/owner/", replies.give_to, name="reply_give_to"),
    path("worries/", safety.worries, name="worries"),
    path("worries/<str:flag>/", safety.worry, name="worry"),
    path("plans/<str:version>/caution/", safety.caution, name="caution"),
]
