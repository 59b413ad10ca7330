from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("followups", "0008_registry")]

    operations = [migrations.RemoveField(model_name="ownpagelink", name="replaced_at")]
