"""Layouts, error pages and the gallery."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.http import Http404
from django.template import engines
from django.test import RequestFactory, override_settings
from jinja2_fragments import render_block

from teamlet.ground.reasons import Reason
from teamlet.ground.ui import errors, views
from teamlet.ground.ui.charts import trend_shape
from teamlet.ground.ui.frame import Frame, IdleLock

TEMPLATES = Path(errors.__file__).parent / "templates"
SCRIPTS = Path(errors.__file__).parent / "static" / "ui"


def bare(template: str, **context: object) -> str:
    """Render ``template`` as a page of its own."""
    return str(engines["jinja2"].env.get_template(template).render({"csrf_input": "", **context}))


@pytest.mark.parametrize("layout", ["ui/page.jinja", "ui/bare.jinja", "ui/patient.jinja"])
def test_layout_needs_nothing_but_a_frame(layout: str) -> None:
    html = bare(layout, frame=Frame(language="es"))
    assert '<html lang="es">' in html
    assert 'href="#main"' in html
    assert '<main id="main"' in html
    assert "<dialog" not in html


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_layout_carries_a_chosen_theme(theme: str) -> None:
    assert f'data-theme="{theme}"' in bare("ui/page.jinja", frame=Frame(theme=theme))


def test_layout_carries_the_idle_lock_as_data() -> None:
    idle = IdleLock(minutes=15, lock_url="/lock/", keep_url="/keep/", drafts_url="/drafts/")
    html = bare("ui/page.jinja", frame=Frame(idle=idle))
    assert 'data-idle-seconds="900"' in html
    assert 'data-idle-warn="60"' in html
    assert 'action="/keep/"' in html


def test_templates_have_nothing_inline_and_trust_nothing() -> None:
    wrong = {
        path.relative_to(TEMPLATES): found
        for path in TEMPLATES.rglob("*.jinja")
        if (
            found := re.findall(
                r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son\w+=|\|\s*safe\b|javascript:", path.read_text()
            )
        )
    }
    assert wrong == {}


def test_scripts_build_no_code_and_no_inline_styles() -> None:
    for path in SCRIPTS.glob("*.js"):
        assert not re.search(r"\beval\(|new Function|\.style\b|document\.write", path.read_text()), path.name


@pytest.mark.parametrize("status", errors.TROUBLES)
def test_error_page_says_what_to_do_and_is_never_stored(status: int) -> None:
    response = errors.trouble(RequestFactory().get("/"), status)
    page = response.content.decode()
    assert response.status_code == status
    assert str(errors.TROUBLES[status].what_to_do) in page
    assert "<h1>" in page
    assert response["Cache-Control"] == "no-store"


def test_absent_and_not_allowed_are_the_same_page() -> None:
    request = RequestFactory().get("/practice/cedar/patients/p1/")
    absent, not_allowed = errors.not_found(request, Http404("p1")), errors.forbidden(request)
    assert absent.content == not_allowed.content
    assert absent.status_code == not_allowed.status_code == 404
    assert b"p1" not in absent.content


def test_conflict_without_words_for_its_reason_still_answers() -> None:
    response = errors.conflict(RequestFactory().get("/"), Reason("nobody.knows"))
    assert response.status_code == 409
    assert b"nobody.knows" not in response.content


def test_error_page_comes_as_plain_text_when_templates_are_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "TEMPLATE", "ui/not-there.jinja")
    response = errors.server_error(RequestFactory().get("/"))
    assert response["Content-Type"].startswith("text/plain")
    assert b"went wrong on our side" in response.content


def test_unavailable_says_when_to_come_back() -> None:
    assert errors.unavailable(RequestFactory().get("/"), retry_after=5)["Retry-After"] == "5"


@override_settings(TEAMLET_GALLERY=True)
def test_gallery_shows_every_component() -> None:
    page = views.gallery(RequestFactory().get("/ui/", {"theme": "dark"})).content.decode()
    for part in ("strip", "words", "panel", "notice", "rows", "trend", "empty", "pager", "confirm", "ruler", "field"):
        assert re.search(rf'class="{part}[ "_-]', page), part
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))
    assert views.gallery_patient(RequestFactory().get("/ui/patient/")).status_code == 200
    assert views.gallery_error(RequestFactory().get("/"), 503).status_code == 503


@override_settings(TEAMLET_GALLERY=False)
@pytest.mark.parametrize(
    "view", [views.gallery, views.gallery_patient, lambda request: views.gallery_error(request, 404)]
)
def test_gallery_is_not_there_in_production(view: object) -> None:
    with pytest.raises(Http404):
        view(RequestFactory().get("/ui/"))  # type: ignore[operator]


def test_trend_shape_keeps_distance_in_days_and_stays_inside() -> None:
    shape = trend_shape([(date(2026, 1, 1), 8), (date(2026, 1, 2), 9), (date(2026, 1, 11), 7)], low=6, high=10)
    first, second, last = shape.dots
    assert (second.x - first.x) * 9 == pytest.approx(last.x - second.x, abs=1)
    assert all(0 < dot.x < shape.width and 0 < dot.y < shape.height for dot in shape.dots)
    assert second.y < first.y < last.y
    assert shape.band is not None
    assert shape.band[0] < second.y < shape.band[0] + shape.band[1]


def test_trend_shape_of_one_value_and_of_equal_values() -> None:
    assert trend_shape([(date(2026, 1, 1), 8)]).last.x == 160  # type: ignore[union-attr]
    same = trend_shape([(date(2026, 1, 1), 8), (date(2026, 1, 1), 8)])
    assert {(dot.x, dot.y) for dot in same.dots} == {(160, 48)}
    assert trend_shape([]).last is None


@pytest.mark.parametrize("block", ["title", "before_main", "saved", "main"])
def test_blocks_draw_alone_from_the_same_context(block: str) -> None:
    env = engines["jinja2"].env
    context = {"frame": views.gallery_frame(), "csrf_input": "", **views.gallery_parts()}
    template = env.get_template("ui/gallery.jinja")
    source = template if block in template.blocks else env.get_template("ui/page.jinja")
    assert render_block(env, str(source.name), block, **context).strip()
