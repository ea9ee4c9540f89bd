"""What every benchmark reports, and the one way in which it is run and printed."""

import argparse
import json
import statistics
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Round:
    """One interleaved round: the same kind of reading from us and from the reference."""

    ours: float
    reference: float


@dataclass(frozen=True)
class Figure:
    """The JSON object of contract §8."""

    figure: str
    ratio: float
    ours: float
    reference: float
    unit: str
    rounds: int
    spread: tuple[float, float]
    """Smallest and largest ratio of a single round."""
    detail: dict[str, object] = field(default_factory=dict)


def summarise(name: str, unit: str, rounds: list[Round], **detail: object) -> Figure:
    """The medians of all rounds, and the spread of their ratios."""
    ratios = [one.ours / one.reference for one in rounds]
    return Figure(
        figure=name,
        ratio=round(statistics.median(ratios), 3),
        ours=round(statistics.median(one.ours for one in rounds), 3),
        reference=round(statistics.median(one.reference for one in rounds), 3),
        unit=unit,
        rounds=len(rounds),
        spread=(round(min(ratios), 3), round(max(ratios), 3)),
        detail=detail,
    )


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0 to 1) of all values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def run(measure: Callable[[bool], Figure]) -> None:
    """Reads `--json` and `--full`, measures, prints: readable lines, then with `--json` one object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--full", action="store_true", help="the long form: more rounds")
    asked = parser.parse_args()
    figure = measure(asked.full)
    if asked.json:
        print(json.dumps(asdict(figure), ensure_ascii=False))
        return
    print(f"{figure.figure}: ratio {figure.ratio} (rounds {figure.spread[0]} to {figure.spread[1]})")
    print(f"  ours {figure.ours} {figure.unit}, reference {figure.reference} {figure.unit}")
    for name, value in figure.detail.items():
        print(f"  {name}: {value}")
    sys.stdout.flush()
