"""Runs the tests on all cores: all of them, or one part (`make test PART=flows`).

What fails in the crowd is tried once more alone: whole visits wait for a program on the other side of a
terminal, and on a machine that stands still for seconds such a wait may run out. Who fails again has failed,
and so has a run with many failures.
"""

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parent.parent / "tests"
FAILED = 1
"""What pytest answers when tests failed, and nothing else was wrong."""
MOST_AGAIN = 12
"""More failures than this are no accident."""


def main() -> int:
    """Hands over to pytest; refuses a part that does not exist."""
    part = sys.argv[1] if len(sys.argv) > 1 else ""
    if not (TESTS / part).exists():
        parts = sorted(path.name for path in TESTS.iterdir() if any(path.glob("test_*.py")))
        sys.stderr.write(f"There is no part {part}; there are {', '.join(parts)}.\n")
        return 2
    # the tests of whole visits mostly wait for the program on the other side of their terminal
    workers = 2 * (os.cpu_count() or 1)
    code = run("-n", str(workers), f"--maxfail={MOST_AGAIN + 1}", str(TESTS / part))
    if code != FAILED or failures() > MOST_AGAIN:
        return code
    sys.stdout.write("\nOnce more, alone, what failed:\n")
    sys.stdout.flush()
    return run("--last-failed", "--last-failed-no-failures=none", str(TESTS / part))


def run(*words: str) -> int:
    """Pytest with these words; its exit code."""
    return subprocess.run([sys.executable, "-m", "pytest", "-q", *words], check=False).returncode


def failures() -> int:
    """How many tests the last run left failed."""
    import json

    noted = TESTS.parent / ".pytest_cache" / "v" / "cache" / "lastfailed"
    return len(json.loads(noted.read_text())) if noted.exists() else 0


if __name__ == "__main__":
    sys.exit(main())
