"""How sure below the threshold: one line opens, one choice rewrites the step, both answers are kept."""

from __future__ import annotations

import re

import pytest

from teamlet.during_visit.presenters.gate import pass_gate

BEFORE = {"step": "walk", "amount": "30 min", "when": "3", "days": "5", "confidence": "5"}


@pytest.mark.parametrize(
    ("posted", "is_open", "focus", "kept"),
    [
        ({"confidence": "7"}, False, "", {"amount": "30 min"}),
        ({"confidence": ""}, False, "", {"amount": "30 min"}),
        ({"confidence": "6"}, True, "gate_change", {"confidence": "6"}),
        ({"confidence": "0"}, True, "gate_change", {"confidence": "0"}),
        ({"gate_change": "smaller"}, False, "confidence", {"amount": "15 minutes", "confidence_first": "5", "confidence": ""}),
        ({"gate_change": "fewer_days"}, False, "confidence", {"days": "3 days a week", "gate_applied": "fewer_days"}),
        ({"gate_change": "fewer_days", "days": "m t w th f"}, False, "confidence", {"days": "on Monday, Wednesday and Friday"}),
        ({"gate_change": "helper"}, False, "helpers", {"amount": "30 min", "confidence_first": "5"}),
        ({"gate_change": "other_time"}, False, "when", {"gate_applied": "other_time"}),
        ({"gate_change": "strategy"}, False, "strategy", {"gate_applied": "strategy"}),
        ({"gate_change": "other_goal"}, False, "goal", {"confidence_first": "", "gate_applied": ""}),
        ({"gate_change": "keep"}, True, "keep_reason", {"confidence": "5"}),
        ({"gate_change": "keep", "keep_reason": "wants_to_try"}, False, "", {"confidence": "5"}),
        ({"keep_reason": "done_before"}, False, "", {"confidence": "5"}),
        ({"gate_change": "smaller", "amount": ""}, False, "amount", {"confidence_first": "5"}),
        ({"gate_change": "smaller", "step": "take my pills", "amount": "2 pills"}, False, "when", {"amount": "2 pills"}),
        ({"confidence": "6", "confidence_first": "4", "gate_applied": "smaller"}, True, "gate_change", {}),
        ({"confidence": "8", "confidence_first": "4", "gate_applied": "smaller"}, False, "", {"confidence_first": "4"}),
        ({"gate_change": "<script>", "confidence": "5"}, True, "gate_change", {}),
        ({"confidence": "٣"}, False, "", {}),
        ({"confidence": "99"}, False, "", {}),
        ({"confidence": "9" * 5000}, False, "", {}),
        ({"confidence": "6", "confidence_first": "9" * 5000}, True, "gate_change", {}),
    ],
)  # fmt: skip
def test_the_gate(posted, is_open, focus, kept):
    values = BEFORE | posted
    gate = pass_gate(values, threshold=7, language="en")
    assert (gate.is_open, gate.focus) == (is_open, focus)
    assert {name: values[name] for name in kept} == kept


@pytest.mark.django_db
class TestOnThePage:
    def test_a_low_answer_asks_once_more_and_saves_nothing(self, open_visit):
        from teamlet.records.plans.models import PlanVersion

        page = open_visit().save(confidence="5").content.decode()
        assert PlanVersion.objects.count() == 0
        assert re.search(r'id="gate" class="gate" data-gate>', page)
        assert "I want to keep up with Mateo" in page

    def test_a_change_rewrites_the_step_and_asks_how_sure_again(self, open_visit):
        page = open_visit().save(confidence="5", amount="30 min", gate_change="smaller").content.decode()
        assert 'value="15 minutes"' in page
        assert "It was 5 before the change." in page
        assert re.search(r'name="confidence_first" value="5"', page)

    def test_both_answers_are_kept(self, open_visit):
        from teamlet.records.plans.models import PlanVersion

        strip = open_visit()
        done = strip.save(confidence="8", confidence_first="5", gate_applied="smaller", amount="5 min")
        assert done.status_code == 302
        version = PlanVersion.objects.get()
        assert (version.confidence_first, version.confidence, version.gate_change) == (5, 8, "smaller")

    @pytest.mark.parametrize("change", ["keep", ""])
    def test_keeping_takes_one_chip(self, open_visit, change):
        from teamlet.records.plans.models import PlanVersion

        done = open_visit().save(confidence="4", gate_change=change, keep_reason="matters_most")
        assert done.status_code == 302
        version = PlanVersion.objects.get()
        assert (version.confidence, version.gate_change, version.keep_reason) == (4, "keep", "matters_most")

    def test_a_change_that_was_not_rated_again_keeps_the_first_answer(self, open_visit):
        from teamlet.records.plans.models import PlanVersion

        done = open_visit().save(confidence="", confidence_first="5", gate_applied="helper", helpers="Lucía")
        assert done.status_code == 302
        version = PlanVersion.objects.get()
        assert (version.confidence_first, version.confidence, version.helpers) == (5, 5, ["Lucía"])

    def test_the_fragment_says_what_changed(self, open_visit):
        told = open_visit().told(confidence="5", amount="30 min", gate_change="smaller")
        assert 'data-told-amount="15 minutes"' in told
        assert 'data-told-focus="confidence"' in told
        assert "Walk 15 minutes after dinner, 3 days a week." in told

    def test_the_threshold_is_the_practices(self, open_visit, practice):
        practice.settings = {"confidence_threshold": 5}
        practice.save()
        assert open_visit().save(confidence="5").status_code == 302
