"""Runs the tests on all cores: all of them, or one part (`make test PART=flows`)."""

import os
import sys
from pathlib import Path

TESTS = Path(__file__).parent.parent / "tests"


def main() -> int:
    """Hands over to pytest; refuses a part that does not exist."""
    part = sys.argv[1] if len(sys.argv) > 1 else ""
    if not (TESTS / part).exists():
        parts = sorted(path.name for path in TESTS.iterdir() if any(path.glob("test_*.py")))
        sys.stderr.write(f"There is no part {part}; there are {', '.join(parts)}.\n")
        return 2
    # the tests of whole visits mostly wait for the program on the other side of their terminal
    workers = 2 * (os.cpu_count() or 1)
    command = [sys.executable, "-m", "pytest", "-q", "-n", str(workers), str(TESTS / part)]
    os.execv(sys.executable, command)  # noqa: S606 - the same interpreter, no shell


if __name__ == "__main__":
    sys.exit(main())
