"""Run as a process of its own: reads one file after another for the process that started it.

    python -I -S worker.py FOLDER…

The folders are where modules are looked for.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from templates import child


def main() -> None:
    sys.path.extend(sys.argv[1:])
    from templates import child

    child.serve(_work)


def _work() -> "child.Work":
    from macros.reading.jobs import Desk

    return Desk().do


if __name__ == "__main__":
    main()
