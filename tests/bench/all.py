"""Runs every benchmark in a process of its own and prints one table (`make bench`)."""

import json
import subprocess
import sys

NAMES = (
    "login_throughput",
    "login_burst",
    "postgresql",
    "first_paint",
    "key_to_paint",
    "grid_paint",
    "reissue_paint",
    "lookup_scale",
    "outbox_throughput",
    "outbox_latency",
    "import_rate",
    "certificate_check",
    "reissue_rate",
)


def measured(name: str) -> dict[str, object]:
    """The JSON object that the benchmark printed last; ends the run if it failed."""
    command = [sys.executable, "-m", f"tests.bench.{name}", "--json", *sys.argv[1:]]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """One row a benchmark."""
    print(f"{'figure':18} {'ratio':>7} {'ours':>10} {'reference':>10} {'unit':10} spread")
    for name in NAMES:
        row = measured(name)
        print(
            f"{name:18} {row['ratio']:>7} {row['ours']:>10} {row['reference']:>10} "
            f"{row['unit']:10} {row['spread']}",
            flush=True,
        )


if __name__ == "__main__":
    main()
