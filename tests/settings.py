"""The project's settings with a home of their own, thrown away after the tests."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="stencil-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("STENCIL_")]:
    if _name not in ("STENCIL_DATA", "STENCIL_LONG_TESTS", "STENCIL_REQUIRE_SERVICES"):
        del os.environ[_name]
os.environ["STENCIL_HOME"] = _home

from ocrproject.settings import *  # noqa: E402, F403 (after the variables it reads; all of them)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# chance has no place in a test that does not ask for it
AUDIT_SHARE = 0.0
