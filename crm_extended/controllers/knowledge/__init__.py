from . import help_centre
