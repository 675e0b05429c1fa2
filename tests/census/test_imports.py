"""What the arithmetic costs to import: whoever wants one figure does not wait for scipy."""

from __future__ import annotations

import pkgutil

import census
from tests.support.processes.imports import imported_by


def test_no_module_of_the_arithmetic_imports_scipy_before_a_quantile_is_asked_for() -> None:
    names = [module.name for module in pkgutil.walk_packages(census.__path__, "census.")]
    code = f"import {', '.join(names)}"
    assert "scipy" not in imported_by(code)
    module = next(name for name in names if name.endswith("quantiles"))
    asked = imported_by(f"{code}\nimport numpy\n{module}.binomial_quantiles(numpy.array([30]), 0.5, 0.05)")
    assert "scipy.special" in asked
    assert "scipy.stats" not in asked
