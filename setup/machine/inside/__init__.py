"""Programs and plugins that run within Odoo, by the virtual environment's Python."""
