"""What a benchmark says: one line per ratio, with its limit and whether it is reached."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Ratio:
    """Something measured against a baseline of the same run.

    Attributes
    ----------
    name
        What is compared.
    value, baseline
        Medians, or sizes; in `unit`.
    limit
        Ratio that is not to be exceeded.
    unit
        Of value and baseline.
    """

    name: str
    value: float
    baseline: float
    limit: float
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """Value over baseline."""
        return self.value / self.baseline

    @property
    def is_reached(self) -> bool:
        """Whether the limit is kept."""
        return self.ratio <= self.limit

    def __str__(self) -> str:
        """Give the line that is printed."""
        measured = f"{self.value:9.1f} / {self.baseline:7.1f} {self.unit}"
        verdict = "reached" if self.is_reached else "NOT reached"
        return f"{self.name:<66}{measured:>24}  ratio {self.ratio:6.2f}  limit {self.limit:4.1f}  {verdict}"


def medians(samples: dict[str, list[float]]) -> dict[str, float]:
    """Give the median of each list of samples, in the samples' unit."""
    return {name: median(values) for name, values in samples.items()}
