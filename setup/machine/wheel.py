"""The addon as a wheel, as an admin installs it beside an Odoo of his own."""

from machine import python, state
from machine.console import step


def build():
    """Build `dist/*.whl` and print where it is."""
    target = state.PROJECT / "dist"
    with step("Wheel"):
        python.build_wheel(state.ADDON, target)
    for file in sorted(target.glob("*.whl")):
        print(file)
    return 0
