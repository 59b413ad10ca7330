"""Content for editing: each text with its problems and how it reads; what is in force; who approves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.utils.translation import get_language, gettext as _

from teamlet.content import library, schema
from teamlet.content.readability import Ease, gate
from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import N_
from teamlet.ground.ui.reason_words import say
from teamlet.records.library import queries
from teamlet.records.library.forms import ContentForm, texts_in

KIND_LABELS = {
    "prompts": N_("What to say beside each step"),
    "goal_menus": N_("Menus of goals"),
    "step_parts": N_("Parts of the step sentence"),
    "barriers": N_("What may get in the way"),
    "cautions": N_("Steps a licensed person looks at"),
    "red_flags": N_("New or worrying"),
    "documents": N_("Pages, letters, messages and calendar"),
    "word_lists": N_("Words to avoid"),
    "instruments": N_("Questionnaires and their rules"),
    "replies": N_("What patients write back"),
}

#: Kinds that consist of texts; populations and standing orders have pages of their own.
EDITED_HERE = tuple(kind for kind in schema.KINDS if kind not in {"populations", "standing_orders"})


@dataclass(frozen=True, slots=True)
class Text:
    """One text with a field a language; notes say what is wrong with it or hard to read."""

    around: str
    path: str
    fields: list[tuple[BoundField, list[str], list[str], str]]


def content_list(by: Principal) -> list[dict[str, Any]]:
    """Return every kind with its pieces and what is in force of each."""
    own = queries.newest_approved(by)
    waiting = {(row.kind, row.content_id): row for row in queries.drafts(by)}
    groups = []
    for kind in EDITED_HERE:
        items = [
            {
                "id": one,
                "title": _title(queries.load_for(by, kind, one) if (kind, one) in own else library.load(kind, one)),
                "own": own.get((kind, one)),
                "shipped": library.versions(kind, one)[-1],
                "draft": waiting.get((kind, one)),
                "can_edit": len(texts_in(queries.shipped_body(kind, one))) > 1,
            }
            for one in library.ids(kind)
        ]
        groups.append({"kind": kind, "label": _(KIND_LABELS[kind]), "items": items})
    return groups


def editor(by: Principal, kind: str, content_id: str, form: ContentForm, theirs: dict[str, str]) -> dict[str, Any]:
    """Return the form's texts with problems beside them, the draft's approval, and the history."""
    body = form.made() if form.is_bound and form.is_valid() else form.body
    problems: dict[str, list[str]] = {}
    elsewhere = []
    for problem in library.validate_edit(kind, queries.as_mapping(body)):
        field = form.field_of(problem.key)
        if field is None:
            elsewhere.append(f"{problem.key}: {say(problem.reason)}")
        else:
            problems.setdefault(field, []).append(say(problem.reason))
    made = queries.draft(by, kind, content_id)
    return {
        "kind": kind,
        "kind_label": _(KIND_LABELS[kind]),
        "content_id": content_id,
        "title": _title(library.load(kind, content_id)),
        "form": form,
        "texts": [
            Text(
                place.around,
                place.path,
                [
                    (field, problems.get(field.name, []), _reads(field, place), theirs.get(field.name, ""))
                    for field in fields
                ],
            )
            for place, fields in form.pairs()
        ],
        "elsewhere": elsewhere,
        "problem_count": sum(len(each) for each in problems.values()) + len(elsewhere),
        "draft": made,
        "approval": queries.approval_of(by, made) if made is not None else None,
        "in_force": queries.in_force(by, kind, content_id),
        "history": [row for row in queries.history(by, kind, content_id) if row.approved_at],
        "shipped": library.versions(kind, content_id)[-1],
    }


def theirs_of(form: ContentForm, body: dict[str, Any]) -> dict[str, str]:
    """Return what another person's version says where it differs from what was typed, by field name."""
    words = {(place.path, language): text for place in texts_in(body) for language, text in place.words.items()}
    found = {}
    for number, place in enumerate(form.places):
        for language in place.words:
            name = f"t{number}_{language}"
            now = words.get((place.path, language), "")
            if now != form.cleaned_data.get(name):
                found[name] = now
    return found


def _reads(field: BoundField, place: Any) -> list[str]:
    language = field.name.rpartition("_")[2]
    decision = gate(str(field.value() or ""), language)
    return [say(reason) for reason in decision.reasons] if decision.status is Ease.HARD else []


def _title(content: schema.Content) -> str:
    language = (get_language() or "en")[:2]
    return content.title.say(language if content.title.has(language) else "en")
