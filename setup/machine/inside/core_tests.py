"""Odoo's own runner, with all tests where the registry is whole.

Core runs part of its tests while it loads, before the modules that come after. In a
database where one of those is installed already its rules and columns are there and its
models are not: such a test fails without telling anything of the module.

Arguments are those of `odoo`.
"""

from itertools import chain

from odoo.cli import main
from odoo.tests import loader
from odoo.tests.suite import OdooSuite

_make_suite = loader.make_suite


def make_suite(module_names, position="at_install"):
    """Nothing while modules load; then all, those of the installation first."""
    if position == "at_install":
        return OdooSuite()
    kinds = ("at_install", position)
    return OdooSuite(chain.from_iterable(_make_suite(module_names, k) for k in kinds))


loader.make_suite = make_suite
main()
