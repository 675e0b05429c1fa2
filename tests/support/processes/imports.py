"""What a fresh interpreter has imported once it has run some code."""

from __future__ import annotations

import json
import subprocess
import sys

_TELL = "\nimport json, sys; sys.stderr.write('\\n' + json.dumps(sorted(sys.modules)))"


def imported_by(code: str) -> frozenset[str]:
    """Run code in a new interpreter, and give the names of all modules that it has imported by then."""
    ran = subprocess.run([sys.executable, "-c", code + _TELL], capture_output=True, text=True, check=True)
    return frozenset(json.loads(ran.stderr.splitlines()[-1]))
