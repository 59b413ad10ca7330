from __future__ import annotations

import django.db.models.deletion
import teamlet.ground.oids
import teamlet.records.followups.words.hospital
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0001_initial"),
        ("patients", "0001_initial"),
        ("practice", "0001_initial"),
        ("tasks", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HospitalVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("place", models.CharField(max_length=10)),
                ("on", models.DateField()),
                (
                    "told_by",
                    models.CharField(
                        default=teamlet.records.followups.words.hospital.HospitalToldBy["STAFF"], max_length=8
                    ),
                ),
                ("source_key", models.CharField(max_length=60)),
                (
                    "state",
                    models.CharField(
                        default=teamlet.records.followups.words.hospital.HospitalState["OPEN"], max_length=18
                    ),
                ),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hospital_visits",
                        to="followups.contact",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hospital_visits",
                        to="patients.patient",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tasks.task"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "place__in",
                                [
                                    teamlet.records.followups.words.hospital.HospitalPlace["EMERGENCY"],
                                    teamlet.records.followups.words.hospital.HospitalPlace["HOSPITAL"],
                                ],
                            )
                        ),
                        name="hospital_place_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "told_by__in",
                                [
                                    teamlet.records.followups.words.hospital.HospitalToldBy["STAFF"],
                                    teamlet.records.followups.words.hospital.HospitalToldBy["FORM"],
                                    teamlet.records.followups.words.hospital.HospitalToldBy["RECORD"],
                                ],
                            )
                        ),
                        name="hospital_told_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.followups.words.hospital.HospitalState["OPEN"],
                                    teamlet.records.followups.words.hospital.HospitalState["TALKED"],
                                    teamlet.records.followups.words.hospital.HospitalState["ENTERED_IN_ERROR"],
                                ],
                            )
                        ),
                        name="hospital_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("contact__isnull", False), ("task__isnull", False), _connector="OR"),
                        name="hospital_visit_of_somebody",
                    ),
                    models.UniqueConstraint(fields=("patient", "source_key"), name="a_hospital_visit_once"),
                ],
            },
        ),
    ]
