from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_order_of_an_invitation")]

    operations = [
        migrations.AddField(
            "compromisecase",
            "undoing",
            models.BigIntegerField(blank=True, null=True, verbose_name="protocol of taking the voiding back"),
        ),
        migrations.AlterField(
            "compromisecase",
            "state",
            models.TextField(
                choices=[
                    ("open", "to be looked at"),
                    ("planned", "waits for confirmation"),
                    ("voiding", "operations are being voided"),
                    ("voided", "operations are voided"),
                    ("clean", "nothing to void"),
                    ("undo_planned", "taking the voiding back waits for confirmation"),
                    ("undoing", "the voiding is being taken back"),
                ],
                default="open",
                verbose_name="state",
            ),
        ),
    ]
