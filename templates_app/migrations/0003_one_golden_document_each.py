"""Of golden documents with the same bytes in one suite, keep the one confirmed last."""

from django.db import migrations


def keep_the_newest(apps, schema_editor):
    golden_documents = apps.get_model("templates_app", "GoldenDocument").objects
    seen = set()
    for golden in golden_documents.order_by("-added_at").only("template_id", "draft_id", "sha256"):
        key = (golden.template_id, golden.draft_id, golden.sha256)
        if key in seen:
            golden.delete()
        seen.add(key)


class Migration(migrations.Migration):

    dependencies = [("templates_app", "0002_drafts_and_golden_documents")]

    operations = [migrations.RunPython(keep_the_newest, migrations.RunPython.noop)]
