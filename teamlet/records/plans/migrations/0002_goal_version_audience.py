"""Keep with each version of a goal who may read it, so that undo can bring that back."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

import teamlet.records.plans.words


def take_from_goals(apps, schema_editor):
    goals, versions = apps.get_model("plans", "Goal"), apps.get_model("plans", "GoalVersion")
    now = goals.objects.filter(pk=OuterRef("goal_id")).values("audience")
    versions.objects.update(audience=Subquery(now))


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="goalversion",
            name="audience",
            field=models.CharField(
                db_default=teamlet.records.plans.words.GoalAudience["EVERYONE"],
                default=teamlet.records.plans.words.GoalAudience["EVERYONE"],
                max_length=20,
            ),
        ),
        migrations.RunPython(take_from_goals, migrations.RunPython.noop, elidable=True),
    ]
