"""`python -m macros.cli`: the same commands where no `kaohe` is on the path."""

from macros.cli import main

main(prog_name="kaohe")
