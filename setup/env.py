#!/usr/bin/env python3
"""Makes a machine ready for crm_extended, and runs and tests it: `env.py --help`."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is what says it
    sys.exit(
        f"setup: Python 3.11 or newer is needed and this is {sys.version.split()[0]}: "
        "install one and call it by its name, as in `python3.11 setup/env.py run`."
    )

from machine.command_line import main

if __name__ == "__main__":
    sys.exit(main())
