"""How we sell: ownership, grades, cadences, playbooks, forecast, targets."""
