"""Tests with real processes; ``setup/test --processes`` runs them."""

from . import test_auto_close_together
from . import test_bill_together
from . import test_demo
from . import test_duplicates_locale
from . import test_duplicates_together
from . import test_frame
from . import test_install
from . import test_profile_refresh
from . import test_mail_together
from . import test_requests_together
from . import test_segment_actions
from . import test_uninstall
from . import test_import_killed
from . import test_sla_together
from . import test_close_together
from . import test_survey_together
