import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import teamlet.ground.oids


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0005_receipts"),
        ("patients", "0005_practice_index"),
        ("practice", "0003_membership_languages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HelperConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("state", models.CharField(max_length=10)),
                ("how", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
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
                    "helper",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="patients.helper",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
            ],
            options={
                "indexes": [
                    models.Index(fields=["helper", "-id"], name="consents_of_a_helper"),
                    models.Index(fields=["patient", "-id"], name="helper_consents_of_a_patient"),
                ],
            },
        ),
        migrations.AddField(
            model_name="message",
            name="to_helper",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="patients.helper",
            ),
        ),
    ]
