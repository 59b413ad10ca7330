"""Templates: forms work without scripts, nothing is inline, nothing is marked safe."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEAMLET = Path(__file__).resolve().parents[2] / "teamlet"
#: The gallery shows forms that go nowhere; it is not there in production.
TEMPLATES = sorted(path for path in TEAMLET.rglob("*.jinja") if not path.name.startswith("gallery"))
KNOWN_HX = {
    "hx-boost", "hx-get", "hx-headers", "hx-include", "hx-indicator", "hx-post", "hx-preserve", "hx-push-url",
    "hx-select", "hx-select-oob", "hx-swap", "hx-swap-oob", "hx-sync", "hx-target", "hx-trigger", "hx-vals",
    "hx-disabled-elt",
}  # fmt: skip


def problems(text: str) -> list[str]:
    """Return what is wrong with a template's source."""
    bare = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    found = [f"unknown {name}" for name in re.findall(r"\bhx-[a-z-]+", bare) if name not in KNOWN_HX]
    for tag in re.findall(r"<form\b[^>]*>", bare):
        if "hx-post" in tag and not ("action=" in tag and "method=" in tag):
            found.append(f"a form that needs scripts: {tag}")
    for tag in re.findall(r"<(?!form\b)[a-z]+\b[^>]*hx-post[^>]*>", bare):
        if not re.search(r"\b(formaction|form)=|<(button|input)\b", tag):
            found.append(f"posts outside a form: {tag}")
    found += ["marks text safe"] if re.search(r"\|\s*safe\b|Markup\(", bare) else []
    found += ["inline style"] if re.search(r"<[^>]+\sstyle\s*=", bare) else []
    found += ["inline script"] if re.search(r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+\s*=\s*\"", bare) else []
    posts = re.findall(r"<form\b[^>]*method=\"post\"[^>]*>.*?</form>", bare, re.DOTALL | re.IGNORECASE)
    found += ["a post without its token" for post in posts if "csrf" not in post and "{% call" not in post]
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(TEAMLET).as_posix())
def test_templates_keep_the_house_rules(path):
    assert problems(path.read_text()) == []


def test_the_finder_sees_what_it_forbids():
    assert problems('<form hx-post="/x">{{ csrf_input }}</form>')
    assert problems("{{ words | safe }}")
    assert problems('<p style="color:red">x</p>')
    assert problems("<script>alert(1)</script>")
    assert problems('<form method="post" action="/x"></form>')
    assert problems("<p hx-explode>x</p>")
    assert problems('<form method="post" action="/x">{{ csrf_input }}</form>') == []
