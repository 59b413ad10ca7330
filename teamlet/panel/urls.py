from __future__ import annotations

from django.urls import path

from teamlet.panel.views import lists, load, registry

app_name = "panel"
urlpatterns = [
    path("", registry.everybody, name="registry"),
    path("export/", registry.export, name="export"),
    path("print/", registry.registry_print, name="registry_print"),
    path("load/", load.load, name="load"),
    path("lists/", lists.lists, name="lists"),
    path("lists/new/", lists.save_list, name="save_list"),
    path("lists/<str:list>/", lists.open_list, name="list"),
    path("lists/<str:list>/remove/", lists.remove_list, name="remove_list"),
]
