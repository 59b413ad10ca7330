from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('patients', '0002_import'),
        ('practice', '0002_invitation_is_reset'),
    ]

    operations = [
        migrations.AlterField(
            model_name='careteammember',
            name='patient',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='patients.patient'),
        ),
        migrations.AlterField(
            model_name='condition',
            name='patient',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='patients.patient'),
        ),
        migrations.AlterField(
            model_name='encounter',
            name='organization',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='patients.organization'),
        ),
        migrations.AlterField(
            model_name='encounter',
            name='patient',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='patients.patient'),
        ),
        migrations.AlterField(
            model_name='encounter',
            name='practitioner',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='patients.practitioner'),
        ),
        migrations.AlterField(
            model_name='medicine',
            name='patient',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='patients.patient'),
        ),
        migrations.AlterField(
            model_name='reading',
            name='patient',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='patients.patient'),
        ),
        migrations.AlterField(
            model_name='recordplan',
            name='patient',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='patients.patient'),
        ),
        migrations.AlterField(
            model_name='recordtarget',
            name='patient',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='patients.patient'),
        ),
        migrations.AddIndex(
            model_name='careteammember',
            index=models.Index(fields=['patient', '-id'], name='care_team_of_a_patient'),
        ),
        migrations.AddIndex(
            model_name='recordplan',
            index=models.Index(fields=['patient', '-id'], name='record_plans_of_a_patient'),
        ),
        migrations.AddIndex(
            model_name='recordtarget',
            index=models.Index(fields=['patient', '-id'], name='targets_of_a_patient'),
        ),
    ]
