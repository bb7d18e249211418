"""The terminal face: options in, a task run, its result shown. Exit status 0, 1 (error findings), 2.

Nothing heavy is imported before a command needs it, so that `kaohe --version` is immediate.
"""

import sys
from typing import Any

import click

from macros import __version__
from macros.cli import campaign, collecting, console, forms, letters, reference, returning, vba
from macros.cli.options import CANNOT_RUN, echo_error


class _Main(click.Group):
    """Errors made on purpose become one sentence and status 2; a console never ends a run."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        from scoring.errors import KaoheError

        try:
            return super().invoke(ctx)
        except KaoheError as error:
            sentence = str(error)
        except (KeyboardInterrupt, click.Abort):
            said = "\n已中止，沒有東西寫到一半；再執行一次即可 (stopped, nothing is half done; run it again)"
            click.echo(said, err=True)
            return ctx.exit(CANNOT_RUN)
        except BrokenPipeError:
            raise
        except (OSError, UnicodeError) as error:
            sentence = f"系統無法使用這個檔名或路徑，請換一個較短、較單純的 ({error})"
        echo_error(sentence)
        return ctx.exit(CANNOT_RUN)


@click.group(cls=_Main, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kaohe")
def main() -> None:
    """考核：發出鎖定的評分表，檢核寄回的檔案，合併成總表。

    Issue locked scoring forms, check what comes back, consolidate.
    """


for module in (campaign, forms, letters, collecting, returning, console, vba, reference):
    for command in module.COMMANDS:
        main.add_command(command)
