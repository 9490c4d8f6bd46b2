"""Load the demo records of the addon into a database, but not their long story.

load_demo_records.py DATABASE
"""

import os
import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.module import Manifest
from odoo.modules.registry import Registry
from odoo.service import server
from odoo.tools import config
from odoo.tools.convert import convert_file

ADDON = "crm_extended"
STORY = "demo/story_demo.xml"


def main():
    [database] = sys.argv[1:]
    arguments = ["-c", os.environ["ODOO_RC"], "-d", database, "--no-http"]
    config.parse_config([*arguments, "--log-level=warn"], setup_logging=True)
    server.load_server_wide_modules()
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        for file in Manifest.for_addon(ADDON)["demo"]:
            if file != STORY:
                convert_file(env, ADDON, file, {}, mode="init", noupdate=True)


if __name__ == "__main__":
    main()
