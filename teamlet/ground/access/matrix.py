"""The access matrix as a page of the documentation, made from the page registry alone."""

from __future__ import annotations

from teamlet.ground.access.pages import Audience, DeclaredUrl, declared_urls
from teamlet.ground.access.roles import ROLE_LABELS, Role

PATH = "docs/reference/access-matrix.md"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

_HEAD = """# Who may open what

Made from the page declarations by `teamlet docs generate`; do not edit by hand.

A page of a practice opens only to people with an *active* membership there and one of the roles named; to everybody
else it is not there (404, the same page as for an absent object). Invited, suspended and removed people, people of
another practice and links of patients open none of them. Methods that a page does not name answer 405. `GET` brings
`HEAD` with it. "event" is what the audit trail records when the page shows a patient.
"""


def rows() -> list[DeclaredUrl]:
    """Return every address of the product, in the order of its route; the component gallery is none of it."""
    product = [each for each in declared_urls() if not each.route.startswith("/ui/")]
    return sorted(product, key=lambda each: (each.route, each.name))


def undeclared() -> list[str]:
    """Return the routes that declare nothing; the house test wants none."""
    return [each.route for each in rows() if each.page is None]


def as_markdown() -> str:
    """Return the whole page of the documentation."""
    everybody = [each for each in rows() if each.page is not None and each.page.audience is not Audience.STAFF]
    staff = [each for each in rows() if each.page is not None and each.page.audience is Audience.STAFF]
    roles = list(Role)
    lines = [_HEAD, "## Pages of a practice", ""]
    columns = ["address", "methods", "object", "sensitivity", "event", *(_short(role) for role in roles)]
    lines += [f"| {' | '.join(columns)} |"]
    lines += ["|---" * (5 + len(roles)) + "|"]
    for each in staff:
        marks = " | ".join("x" if each.page and role in each.page.roles else "" for role in roles)
        lines.append(f"{_common(each)} | {marks} |")
    lines += ["", "Roles: " + " · ".join(f"{_short(role)} = {ROLE_LABELS[role]}" for role in roles) + ".", ""]
    lines += ["## Other pages", "", "| address | methods | object | sensitivity | event | who |", "|---" * 6 + "|"]
    lines += [f"{_common(each)} | {_who(each)} |" for each in everybody]
    lines += ["", f"{len(staff)} pages of a practice, {len(everybody)} others."]
    return "\n".join(lines) + "\n"


def _common(each: DeclaredUrl) -> str:
    declared = each.page
    if declared is None:
        raise ValueError(f"undeclared page: {each.route}")
    methods = " ".join(method for method in METHODS if method in declared.methods and method != "HEAD")
    cells = (f"`{each.route}`", methods, declared.object, declared.sensitivity.value, declared.event)
    return "| " + " | ".join(cells)


def _who(each: DeclaredUrl) -> str:
    declared = each.page
    if declared is None:
        raise ValueError(f"undeclared page: {each.route}")
    words = {
        Audience.PUBLIC: "anybody",
        Audience.SIGNED_IN: "whoever is signed in, about themselves",
        Audience.PATIENT_LINK: "whoever holds the link",
    }[declared.audience]
    more = [
        text
        for text, holds in (
            ("also while locked", declared.while_locked),
            ("also before the second factor", declared.before_second_factor),
            ("asks for the password again", declared.step_up),
        )
        if holds
    ]
    return "; ".join([words, *more])


def _short(role: Role) -> str:
    return "".join(word[0] for word in role.value.split("-")).upper() if "-" in role.value else role.value[:3].upper()
