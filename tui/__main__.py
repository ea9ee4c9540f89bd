"""`python -m tui` is the same as `password-center`."""

import sys

from tui.main import main

sys.exit(main())
