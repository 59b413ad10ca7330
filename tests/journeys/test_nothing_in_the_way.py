"""Every page that a role can reach: no barrier at three widths, nothing too wide, no server error."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.journey

ROLES = ("maya", "nora", "cole", "ana", "bea", "carl", "lena", "dora", "pat", "edda", "adam", "pia", "vera")
#: Addresses that change something or leave the product are not pages to look at.
LEFT_OUT = ("/sign-out", "/static/", ".pdf", ".ics", "/switch", "/ui/", "print=1")
MOST = 60
#: Shapes of pages that an earlier role showed already; each role's own first screen is looked at all the same.
LOOKED_AT: set[str] = set()


def reachable(person, most=MOST):
    """Walk the links of the product from the first screen on, breadth first, one page of each shape."""
    seen: set[str] = set()
    shapes: set[str] = set()
    waiting = [person.page.url]
    while waiting and len(shapes) < most:
        address = waiting.pop(0)
        shape = "/".join(
            "*" if len(part) == 16 and part.isalnum() else part for part in address.split("?")[0].split("/")
        )
        if address in seen or shape in shapes or any(part in address for part in LEFT_OUT):
            continue
        seen.add(address)
        shapes.add(shape)
        answer = person.page.goto(address)
        assert answer.status < 400, f"{address} answers {answer.status}"
        if shape not in LOOKED_AT or len(shapes) == 1:
            yield address
        LOOKED_AT.add(shape)
        links = person.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href.split('#')[0])")
        waiting += [link for link in links if link.startswith(person.origin) and link not in seen]


@pytest.mark.parametrize("login", ROLES)
def test_no_page_has_a_barrier(person, login):
    somebody = person(login)
    visited = 0
    for _address in reachable(somebody):
        for width in (1280, 320):
            somebody.page.set_viewport_size({"width": width, "height": 800})
            somebody.finds_no_barrier()
        visited += 1
    assert visited >= 1
    somebody.had_no_trouble()
