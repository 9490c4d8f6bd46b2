from . import portal
from . import service_form
from . import rating
