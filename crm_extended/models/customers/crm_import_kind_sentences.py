import logging

import psycopg2

from odoo import models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class CrmImportKind(models.AbstractModel):
    """Why a row is rejected, in sentences that say how to mend it."""

    _inherit = "crm.import.kind"

    def _explain_cell(self, field, error):
        label, text = field.label_in(self.env.lang), error.text
        _ = self.env._
        sentences = {
            "error": _("“%(field)s” holds the error %(text)s.", field=label, text=text),
            "formula": _(
                "“%s” holds a formula without a result. Open the file in a spreadsheet"
                " program, save it there, and import it again.",
                label,
            ),
            "character": _("“%s” holds a character that can't be stored.", label),
            "long": _(
                "“%(field)s” has %(count)s characters, which is too long.",
                field=label,
                count=text,
            ),
            "amount": _(
                "“%(field)s”: “%(text)s” is no number. Write it like 1234.50.",
                field=label,
                text=text,
            ),
            "month": _(
                "“%(field)s”: “%(text)s” is no month. Write it like 2024-03.",
                field=label,
                text=text,
            ),
            "yes": _(
                "“%(field)s”: “%(text)s” is neither yes nor no.",
                field=label,
                text=text,
            ),
        }
        return sentences.get(error.code) or _(
            "“%(field)s”: “%(text)s” is no date. Write it like 2024-03-05.",
            field=label,
            text=text,
        )

    def _explain_ambiguous(self, line, count):
        return self.env._(
            "%s records fit. Add the external ID or the reference of the right one.",
            count,
        )

    def _explain_error(self, error):
        """Return in a sentence why the database or a rule refused a row."""
        if isinstance(error, UserError):
            return str(error)
        if isinstance(error, psycopg2.Error):
            return self.env[self._import_model]._sql_error_to_message(error)
        _logger.warning("A row can't be imported.", exc_info=error)
        return self.env._("The row can't be imported: %s", error)
