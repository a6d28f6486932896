"""`make bench`: our pages beside the floor in the same run, one JSON line a measurement, also in var/bench.jsonl.

SIZE=S|M|L chooses the generated municipality, ONLY=name,name some of the measurements.
"""

import os
import sys
from pathlib import Path

VAR = Path(os.environ.get("VAR_DIR", Path(__file__).resolve().parents[2] / "var"))


def main() -> int:
    from tests.bench.servers import Bench

    size, only = os.environ.get("SIZE", "S"), os.environ.get("ONLY", "").replace(",", " ").split()
    out = VAR / "bench.jsonl"
    out.parent.mkdir(parents=True, exist_ok=True)
    with Bench(size) as bench:
        from tests.bench import pages, work
        from tests.bench.measure import write

        for name, measure in {**pages.MEASUREMENTS, **work.MEASUREMENTS}.items():
            if not only or name in only:
                write(measure(bench), out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
