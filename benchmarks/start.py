"""What a command costs before it says anything, against the import of pandas, without which no command works."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable

from benchmarks.ratios import Ratio, medians

COMMANDS = {"progress": ["-m", "reports", "progress"], "pandas": ["-c", "import pandas"]}
ROUNDS = 5
LIMIT = 3.5


def processor_seconds(arguments: list[str], database_url: str) -> float:
    """Run Python once and give what it took of the processors, which waiting for others does not add to."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "KAWAL_DATABASE_URL": database_url}
    subprocess.run([sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(say: Callable[[object], None], database_url: str) -> None:
    """Run both in turn and say the ratio of their medians."""
    samples: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, arguments in COMMANDS.items():
            samples[name].append(processor_seconds(arguments, database_url) * 1000)
    typical = medians(samples)
    name = "processor time of python -m reports progress / import pandas"
    say(Ratio(name, typical["progress"], typical["pandas"], LIMIT))
