from __future__ import annotations

from django.urls import path

from teamlet.panel.views import batches, lists, load, registry, slips

app_name = "panel"
urlpatterns = [
    path("", registry.everybody, name="registry"),
    path("export/", registry.export, name="export"),
    path("print/", registry.registry_print, name="registry_print"),
    path("batches/", batches.batches, name="batches"),
    path("batches/new/", batches.begin_batch, name="begin_batch"),
    path("batches/<str:batch>/", batches.batch, name="batch"),
    path("batches/<str:batch>/progress/", batches.progress, name="batch_progress"),
    path("batches/<str:batch>/release/", batches.release, name="release_batch"),
    path("batches/<str:batch>/cancel/", batches.cancel, name="cancel_batch"),
    path("load/", load.load, name="load"),
    path("back-on-track/", slips.slips, name="slips"),
    path("back-on-track/<str:slip>/", slips.slip, name="slip"),
    path("back-on-track/<str:slip>/start/", slips.start_slip, name="start_slip"),
    path("lists/", lists.lists, name="lists"),
    path("lists/new/", lists.save_list, name="save_list"),
    path("lists/<str:list>/", lists.open_list, name="list"),
    path("lists/<str:list>/remove/", lists.remove_list, name="remove_list"),
]
