from __future__ import annotations

from django.urls import path

from teamlet.before_visit import views
from teamlet.before_visit.views import huddle, preparing, shelf

app_name = "before_visit"
urlpatterns = [
    path("schedule/", views.schedule, name="schedule"),
    path("schedule/file/", views.schedule_file, name="schedule_file"),
    path("schedule/roster/", views.roster, name="roster"),
    path("schedule/visits/<str:visit>/ready/", views.ready, name="ready"),
    path("schedule/imports/", views.imports, name="imports"),
    path("schedule/imports/<str:schedule_import>/", views.one_import, name="import"),
    path("schedule/imports/<str:schedule_import>/columns/", views.columns, name="columns"),
    path("schedule/imports/<str:schedule_import>/begin/", views.begin, name="begin"),
    path("schedule/imports/<str:schedule_import>/withdraw/", views.withdraw, name="withdraw"),
    path("schedule/imports/<str:schedule_import>/problems/", views.problems_file, name="problems"),
    path("schedule/visits/<str:visit>/", preparing.preparation, name="preparation"),
    path("schedule/visits/<str:visit>/give/", preparing.give, name="give"),
    path("schedule/visits/<str:visit>/due/<str:standing_order>/", preparing.due_answer, name="due_answer"),
    path("schedule/visits/<str:visit>/tools/", preparing.place, name="place"),
    path("schedule/items/<str:preparation_item>/", preparing.end, name="end"),
    path("schedule/tools/<str:placed_tool>/", preparing.tool, name="tool"),
    path("schedule/due/", preparing.due, name="due"),
    path("schedule/left-over/", preparing.left_over, name="left_over"),
    path("schedule/home-readings/", preparing.home_readings, name="home_readings"),
    path("schedule/home-readings/<str:home_reading>/", preparing.home_reading, name="home_reading"),
    path("shelf/", shelf.shelf, name="shelf"),
    path("shelf/poster/", shelf.poster, name="poster"),
    path("shelf/<slug:handout>/", shelf.hand_out, name="shelf_hand_out"),
    path("huddle/", huddle.huddle, name="huddle"),
    path("huddle/now/", huddle.huddle_now, name="huddle_now"),
    path("huddle/lines/<slug:what>/", huddle.huddle_line, name="huddle_line"),
    path("schedule/waiting/", views.waiting, name="waiting"),
    path("schedule/waiting/<str:unplaced_appointment>/", views.whose, name="whose"),
    path("schedule/waiting/<str:unplaced_appointment>/leave-out/", views.leave_out, name="leave_out"),
    path("patients/<str:patient>/forms/", views.forms, name="forms"),
    path("forms/<str:form>/", views.form, name="form"),
    path("forms/<str:form>/link/", views.form_link, name="form_link"),
    path("forms/<str:form>/tablet/", views.form_tablet, name="form_tablet"),
    path("forms/<str:form>/end/", views.form_end, name="form_end"),
    path("paper/", views.paper, name="paper"),
    path("paper/make/", views.hand_out, name="hand_out"),
    path("paper/forms.pdf", views.papers_file, name="papers_file"),
    path("paper/code/", views.paper_code, name="paper_code"),
    path("paper/questions/<str:language>.pdf", views.question_card, name="question_card"),
    path("paper/<str:form>/form.pdf", views.paper_file, name="paper_file"),
    path("paper/<str:form>/keys/", views.keying, name="keying"),
    path("paper/<str:form>/keyed/", views.keyed, name="keyed"),
    path("welcome/", views.welcome, name="welcome"),
    path("welcome/<str:language>.pdf", views.welcome_file, name="welcome_file"),
]
