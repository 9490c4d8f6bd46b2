#!/usr/bin/env python3
"""Makes a machine ready for crm_extended, and runs and tests it: `env.py --help`."""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Python 3.11 or newer is needed and this is %d.%d: install one and call it by "
        "its name, as in `python3.11 setup/env.py run`." % sys.version_info[:2]
    )

from machine.command_line import main

if __name__ == "__main__":
    sys.exit(main())
