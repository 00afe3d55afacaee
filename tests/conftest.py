"""How hypothesis looks for counter-examples here."""

import os

from hypothesis import settings

# No deadline: the first call of a function may import scipy, and machines that run tests are shared. In CI the same
# examples are tried every time, so that a change is never blamed for what another would have met.
settings.register_profile("default", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")
