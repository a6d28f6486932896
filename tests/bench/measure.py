"""Load from wrk, interleaved with the floor; the figures are medians of the repeats."""

import json
import re
import secrets
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

REPEATS = 5
SECONDS = 3
CONNECTIONS = 16


@dataclass
class Target:
    """One address to load: `vary` adds a number nobody has asked for, so that no cache answers."""

    url: str
    cookie: str = ""
    method: str = "GET"
    body: str = ""
    vary: bool = False


@dataclass
class Result:
    name: str
    size: str
    rps: float | None = None
    p50_ms: float | None = None
    p99_ms: float | None = None
    queries: int | None = None
    db_ms: float | None = None
    bytes: int | None = None
    floor: float | None = None
    ratio: float | None = None
    repeats: list[float] = field(default_factory=list)


LUA = """
wrk.method = %(method)s
wrk.body = %(body)s
%(headers)s
local n = %(start)d
request = function()
  local path = wrk.path
  if %(vary)s then
    n = n + 1
    path = path .. (string.find(path, "?", 1, true) and "&" or "?") .. "n=" .. n
  end
  return wrk.format(nil, path)
end
"""


def _script(target: Target) -> str:
    headers = []
    if target.cookie:
        headers.append(f'wrk.headers["Cookie"] = {json.dumps(target.cookie)}')
    if target.method == "POST":
        headers.append('wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"')
    return LUA % {
        "method": json.dumps(target.method),
        "body": json.dumps(target.body) if target.body else "nil",
        "headers": "\n".join(headers),
        "vary": "true" if target.vary else "false",
        # Never asked before, in no repeat: otherwise the page cache would answer.
        "start": secrets.randbelow(10**12),
    }


def load(target: Target, connections: int = CONNECTIONS, seconds: int = SECONDS) -> tuple[float, float, float]:
    """Requests a second, p50 and p99 in ms. Raises RuntimeError when any answer is not 2xx or 3xx."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_script(target))
        script.flush()
        command = [
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{seconds}s",
            "--latency",
            "-s",
            script.name,
            target.url,
        ]
        out = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 30).stdout
    if "Non-2xx" in out or "Socket errors: connect" in out:
        raise RuntimeError(f"{target.url}: {out}")
    rps = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    return rps, _latency(out, "50%"), _latency(out, "99%")


def _latency(out: str, label: str) -> float:
    value, unit = re.search(rf"{label}\s+([\d.]+)(us|ms|s)", out).groups()
    return float(value) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


def against(name: str, size: str, ours: Target, floor: Target) -> Result:
    """Ours and the floor by turns; `ratio` is the median of the pairs."""
    pairs, latencies = [], []
    for target in (floor, ours):
        load(target, seconds=1)
    for _ in range(REPEATS):
        bottom = load(floor)[0]
        rps, _p50, p99 = load(ours)
        pairs.append((rps, bottom))
        latencies.append(p99)
    single = load(ours, connections=1, seconds=2)
    return Result(
        name,
        size,
        rps=statistics.median(rps for rps, _ in pairs),
        p50_ms=single[1],
        p99_ms=statistics.median(latencies),
        floor=statistics.median(bottom for _, bottom in pairs),
        ratio=round(statistics.median(rps / bottom for rps, bottom in pairs), 3),
        repeats=[round(rps / bottom, 3) for rps, bottom in pairs],
    )


def milliseconds(
    name: str, size: str, ours: Callable[[], object], floor: Callable[[], object], runs: int = 20
) -> Result:
    """For work that is not a page: ms each, by turns; `ratio` = floor's ms / ours, as requests a second would be."""
    import time

    def once(call: Callable[[], object]) -> float:
        start = time.perf_counter()
        call()
        return (time.perf_counter() - start) * 1000

    for call in (floor, ours):
        once(call)
    pairs = [(once(ours), once(floor)) for _ in range(runs)]
    mine = sorted(pair[0] for pair in pairs)
    bottom = statistics.median(pair[1] for pair in pairs)
    middle = statistics.median(mine)
    return Result(
        name,
        size,
        rps=1000 / middle,
        p50_ms=middle,
        p99_ms=mine[-1],
        floor=bottom,
        ratio=round(bottom / middle, 3),
    )


def write(result: Result, path: Path) -> None:
    line = json.dumps(
        {key: round(value, 3) if isinstance(value, float) else value for key, value in asdict(result).items()}
    )
    print(line, flush=True)
    with path.open("a") as out:
        out.write(line + "\n")
