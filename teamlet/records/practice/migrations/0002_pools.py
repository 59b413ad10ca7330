from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="kind",
            field=models.CharField(default="person", max_length=8),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["person", "pool"])), name="membership_kind_known"
            ),
        ),
        migrations.CreateModel(
            name="PoolSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pool_seats", to="practice.membership"
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seats", to="practice.membership"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="poolseat",
            constraint=models.UniqueConstraint(fields=("pool", "member"), name="one_seat_in_a_pool"),
        ),
        migrations.AddConstraint(
            model_name="poolseat",
            constraint=models.CheckConstraint(
                condition=models.Q(("pool", models.F("member")), _negated=True), name="a_pool_sits_in_no_pool"
            ),
        ),
    ]
