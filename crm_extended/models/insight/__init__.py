"""What it means: report models, profit, market, dashboards, schedules."""
