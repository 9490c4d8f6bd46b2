"""Install or upgrade modules in a database, and write down what the log complained of.

One process does what `odoo -i`, a language and `odoo shell` would do in three.
"""

import argparse
import json
import os
import sys
from pathlib import Path

import log_rule

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service import db, server
from odoo.tools import config

# Half of the time for all bundles goes into these, which no tour opens.
SELDOM = {
    "web.assets_unit_tests",
    "web.assets_unit_tests_setup",
    "web.assets_web_dark",
    "web.tests_assets",
}


def main():
    options = _options()
    _configure(options)
    with log_rule.recording() as recorder:
        server.load_server_wide_modules()
        registry = _load(options)
        if options.assets:
            _generate_bundles(registry)
        complaints = recorder.take()
    Path(options.report).write_text(json.dumps(complaints))


def _options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True)
    parser.add_argument("--report", required=True, help="file for the complaints")
    parser.add_argument("--install", default="", help="modules, comma-separated")
    parser.add_argument("--upgrade", default="")
    parser.add_argument("--languages", default="")
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--assets", action="store_true", help="generate the bundles")
    return parser.parse_args()


def _configure(options):
    arguments = ["-c", os.environ["ODOO_RC"], "-d", options.database, "--no-http"]
    if options.install:
        arguments += ["-i", options.install]
    if options.upgrade:
        arguments += ["-u", options.upgrade, "--i18n-overwrite"]
    if options.languages:
        arguments += ["--load-language", options.languages]
    if options.demo:
        arguments.append("--with-demo")
    config.parse_config([*arguments, "--stop-after-init"], setup_logging=True)


def _load(options):
    try:
        db._create_empty_database(options.database)
        config["init"]["base"] = True
    except db.DatabaseExists:
        pass
    return Registry.new(
        options.database,
        update_module=bool(options.install or options.upgrade),
        install_modules=config["init"],
        upgrade_modules=config["update"],
    )


def _generate_bundles(registry):
    """Tests roll back what they generate: without this each run does it again."""
    with registry.cursor() as cr:
        qweb = api.Environment(cr, SUPERUSER_ID, {})["ir.qweb"]
        scripts, styles = qweb._get_bundles_to_pregenarate()
        for bundle in sorted(scripts - SELDOM):
            qweb._get_asset_bundle(bundle, css=False, js=True).js()
        for bundle in sorted(styles - SELDOM):
            qweb._get_asset_bundle(bundle, css=True, js=False).css()
        cr.commit()


if __name__ == "__main__":
    sys.exit(main())
