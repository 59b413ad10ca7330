from __future__ import annotations

import django.db.models.deletion
import teamlet.ground.access.roles
import teamlet.ground.oids
import teamlet.records.practice.words
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("access", "__first__")]

    operations = [
        migrations.CreateModel(
            name="Practice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("time_zone", models.CharField(default="America/New_York", max_length=60)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("after_hours_phone", models.CharField(blank=True, max_length=30)),
                ("text_number", models.CharField(blank=True, max_length=20)),
                ("address", models.CharField(blank=True, max_length=240)),
                ("language", models.CharField(default="en", max_length=8)),
                ("is_demo", models.BooleanField(default=False)),
                ("working_days", models.JSONField(default=list)),
                ("settings", models.JSONField(default=dict)),
                ("ehr_format", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("text_number", ""), _negated=True),
                        fields=("text_number",),
                        name="a_text_number_of_one_practice",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sites", to="practice.practice"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("name", models.CharField(max_length=120)),
                ("address", models.CharField(blank=True, max_length=240)),
                ("phone", models.CharField(blank=True, max_length=30)),
            ],
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holidays", to="practice.practice"
                    ),
                ),
                ("day", models.DateField()),
                ("name", models.CharField(max_length=80)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("practice", "day"), name="one_holiday_per_day")]},
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="practice.practice"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                (
                    "state",
                    models.CharField(default=teamlet.records.practice.words.MembershipState["INVITED"], max_length=12),
                ),
                ("called", models.CharField(max_length=60)),
                ("languages", models.JSONField(default=list)),
                (
                    "site",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="practice.site"
                    ),
                ),
                ("protected_minutes", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "user"), name="one_membership_per_practice"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.practice.words.MembershipState["INVITED"],
                                    teamlet.records.practice.words.MembershipState["ACTIVE"],
                                    teamlet.records.practice.words.MembershipState["SUSPENDED"],
                                    teamlet.records.practice.words.MembershipState["REMOVED"],
                                ],
                            )
                        ),
                        name="membership_state_known",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="MembershipRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="held_roles", to="practice.membership"
                    ),
                ),
                ("role", models.CharField(max_length=20)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("membership", "role"), name="a_role_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    teamlet.ground.access.roles.Role["FRONT_DESK"],
                                    teamlet.ground.access.roles.Role["MEDICAL_ASSISTANT"],
                                    teamlet.ground.access.roles.Role["NURSE"],
                                    teamlet.ground.access.roles.Role["CLINICIAN"],
                                    teamlet.ground.access.roles.Role["COACH"],
                                    teamlet.ground.access.roles.Role["BEHAVIORAL_HEALTH"],
                                    teamlet.ground.access.roles.Role["CARE_MANAGER"],
                                    teamlet.ground.access.roles.Role["LEAD_COACH"],
                                    teamlet.ground.access.roles.Role["MANAGER"],
                                    teamlet.ground.access.roles.Role["EDUCATOR"],
                                    teamlet.ground.access.roles.Role["ADMINISTRATOR"],
                                    teamlet.ground.access.roles.Role["PEER"],
                                    teamlet.ground.access.roles.Role["ADVISOR"],
                                ],
                            )
                        ),
                        name="role_known",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="MembershipChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="practice.membership"
                    ),
                ),
                ("from_state", models.CharField(max_length=12)),
                ("to_state", models.CharField(max_length=12)),
                ("roles", models.JSONField(default=list)),
                ("reason", models.CharField(blank=True, max_length=240)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="practice.membership",
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                ("is_reset", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="teams", to="practice.practice"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("name", models.CharField(max_length=80)),
                ("members", models.ManyToManyField(related_name="teams", to="practice.membership")),
            ],
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="absences", to="practice.membership"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="absence_forwards"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="SettingChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="setting_changes",
                        to="practice.practice",
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("old", models.JSONField(null=True)),
                ("new", models.JSONField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Save",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("practice", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="practice.practice")),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("kind", models.CharField(max_length=40)),
                ("about_oid", models.CharField(max_length=16)),
                ("patient_oid", models.CharField(blank=True, max_length=16)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={"indexes": [models.Index(fields=["by", "at"], name="saves_of_a_person")]},
        ),
    ]
