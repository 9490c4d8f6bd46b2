"""Who they are: profile, lifecycle, segments, interactions, feedback."""

from . import res_partner
