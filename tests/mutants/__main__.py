"""Put small mistakes into the code, one at a time, and see whether a test notices each.

python -m tests.mutants [--count 200] [--seed N] [--only PATH[:LINE]]… [--jobs 2] [--least 95]

Which tests run which line is recorded first, and again as far as code or tests have changed since: that
takes as long as the tests. Then each mistake is made in a copy of the tree and the tests that run its
line are asked, until one fails. A mistake that none can tell from the code as it is stands in
equivalent.yaml with the reason.
"""

import argparse
import os
import sys
import time
from pathlib import Path

from tests.mutants import report
from tests.mutants.choose import ROOT, SCOPE, accepted, candidates, sources, with_lines
from tests.mutants.judge import Means, judged
from tests.mutants.mutate import drawn
from tests.mutants.record import up_to_date
from tests.mutants.trial import copies

_KEPT = ROOT / ".mutants"


def main() -> int:
    arguments = _arguments()
    scope, lines = with_lines(arguments.only or SCOPE)
    texts = sources(ROOT, scope)
    harmless = accepted()
    possible = [m for m in candidates(texts, lines) if not any(each.is_of(m) for each in harmless)]
    chosen = drawn(possible, texts, arguments.count, arguments.seed)
    print(
        f"{len(chosen)} of {len(possible)} mutants in {len(texts)} modules, seed {arguments.seed}", flush=True
    )
    record = up_to_date(ROOT, _KEPT / "recorded", arguments.jobs)
    started = time.monotonic()
    with copies(ROOT, arguments.jobs) as trees:
        found = judged(chosen, Means(ROOT, trees, record, arguments.budget, arguments.limit))
    report.write(arguments.json, found, texts)
    for line in report.lines(found, texts):
        print(line)
    print(f"{time.monotonic() - started:.0f} s; all of them in {arguments.json}")
    return int(report.score(found) < arguments.least)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=200, help="mutants in all, drawn by lot")
    parser.add_argument("--seed", type=int, default=0, help="decides the lot")
    parser.add_argument("--only", action="append", metavar="PATH[:LINE]", help="instead of what counts most")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--least", type=float, default=95.0, help="killed of a hundred; fewer is a failure")
    parser.add_argument("--budget", type=float, default=60.0, help="seconds of tests for a mutant at most")
    parser.add_argument("--limit", type=float, default=30.0, help="seconds that any one test may take")
    parser.add_argument("--json", type=Path, default=_KEPT / "last.json", help="where the whole list goes")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
