"""What Odoo does with the addon as a whole."""

from odoo.tools import SQL

# documents that hold on to their set-up; removed before it, the latest in a chain first
_DOCUMENTS = ["crm.feedback", "crm.work.order", "crm.service.request"]
_SEQUENCES = ["crm.feedback", "crm.service.request", "crm.work.order"]


def uninstall_hook(env):
    """Remove what no external id knows and what would refuse to be removed later."""
    for model in _DOCUMENTS:
        table = SQL.identifier(env[model]._table)
        env.cr.execute(SQL("DELETE FROM %s", table))
    env["ir.sequence"].search([("code", "in", _SEQUENCES)]).unlink()
