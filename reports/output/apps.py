from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutputConfig(AppConfig):
    name = "reports.output"
    label = "output"
    verbose_name = _("Files and printouts")

    def ready(self) -> None:
        """Hand the writers down to the layer that pages see."""
        from shared_apps.ui import exports

        from . import delimited, pdf, print_page, xlsx

        for format in (xlsx.FORMAT, delimited.FORMAT, delimited.PLAIN_FORMAT, pdf.FORMAT, print_page.FORMAT):
            exports.register(format)
        for form, printer in pdf.PRINTERS.items():
            exports.register_printer(form, printer)
