"""How we sell: ownership, grades, cadences, playbooks, forecast, targets."""

from . import sale_order
