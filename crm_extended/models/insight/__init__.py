"""What it means: report models, profit, market, dashboards, schedules."""

from . import crm_demo
