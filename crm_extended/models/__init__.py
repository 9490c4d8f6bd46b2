# A domain may know those above it, never those below it.
from . import safety  # shared ground: rights, limits, audit, encryption
from . import customers  # who they are
from . import sales  # how we sell
from . import knowledge  # what we know
from . import service  # how we serve
from . import insight  # what it means

# what every domain adds a block to
from . import res_config_settings
