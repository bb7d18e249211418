"""Run as a process of its own: renders letters with a campaign's own templates, and prints a line of JSON
for each.

    python -I -S letters_child.py FOLDER…

The folders are where modules are looked for.
"""

import sys


def main() -> None:
    sys.path.extend(sys.argv[1:])
    from templates import child
    from templates.letters import apart

    for line in apart.lines(child.begin(apart.MEMORY, apart.SECONDS)):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
