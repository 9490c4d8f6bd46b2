"""What stands behind setup/env.py: one module per thing that a machine needs.

Only the standard library is used here. What needs Odoo lives in `inside/` and is run
by the Python of the virtual environment.
"""
