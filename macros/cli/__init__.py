"""The terminal face: options in, a task run, its result shown. Exit status 0, 1 (error findings), 2.

Nothing heavy is imported before a command needs it, so that `kaohe --version` is immediate.
"""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from macros import __version__
from macros.cli import accepting, campaign, collecting, console, forms, letters, reference, returning, vba
from macros.cli.language import Context, asked_for, language, said, speaking, usage_lines
from macros.cli.options import CANNOT_RUN, echo_error, language_option
from macros.shown import one_line, several_lines

if TYPE_CHECKING:
    from scoring.errors import Sentence


class _Main(click.Group):
    """The group of commands: what goes wrong becomes one sentence and status 2, in the language asked for."""

    context_class = Context

    def main(self, args: Any = None, *rest: Any, **kwargs: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")  # no console's encoding ends a run
        with speaking(asked_for(sys.argv[1:] if args is None else list(args))):
            return super().main(args, *rest, **kwargs)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        try:
            return super().make_context(*args, **kwargs)
        except click.ClickException as error:
            raise _end(error) from None

    def invoke(self, ctx: click.Context) -> Any:
        from scoring.errors import KaoheError, system_reason

        try:
            return super().invoke(ctx)
        except KaoheError as error:
            sentence = error.said(language())
        except click.ClickException as error:
            raise _end(error) from None
        except (KeyboardInterrupt, click.Abort):
            stopped = said(
                "已中止，沒有東西寫到一半；再執行一次即可", "stopped; nothing is half done; run it again"
            )
            click.echo(f"\n{stopped}", err=True)
            return ctx.exit(CANNOT_RUN)
        except BrokenPipeError:
            raise
        except OSError as error:
            sentence = _refused(error, system_reason(error)).said(language())
        except UnicodeError as error:
            sentence = said(
                f"系統無法使用這個檔名或路徑，請換一個較短、較單純的（{type(error).__name__}）",
                f"the system cannot use this name or path; choose a shorter, simpler one ({error})",
            )
        echo_error(sentence)
        return ctx.exit(CANNOT_RUN)


def _refused(error: OSError, reason: "Sentence") -> "Sentence":
    """Say what the system refuses, and of which file where it says so; else it is what is printed to."""
    from scoring.errors import Sentence

    if error.filename is None:
        return Sentence(f"無法輸出：{reason.zh}", f"the output cannot be written: {reason.en}")
    return Sentence(
        f"無法使用 {error.filename}：{reason.zh}", f"{error.filename} cannot be used: {reason.en}"
    )


def _end(error: click.ClickException) -> click.exceptions.Exit:
    """Say what click finds wrong with the command line and return what ends the run."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(several_lines(error.ctx.get_help()), err=True)
        return click.exceptions.Exit(CANNOT_RUN)
    for line in usage_lines(error):
        click.echo(one_line(line), err=True)
    return click.exceptions.Exit(CANNOT_RUN)


_help_option = click.help_option("-h", "--help", help="列出這份說明 / show this message")


@click.group(cls=_Main)
@click.version_option(__version__, prog_name="kaohe", help="列出版本 / show the version")
@language_option
@_help_option
def main(language: str) -> None:
    """考核：發出鎖定的評分表，檢核寄回的檔案，合併成總表。

    Issue locked scoring forms, check what comes back, consolidate.
    """


def _add(group: click.Group, command: click.Command) -> None:
    """Add a command: its help is in the language asked for, and it takes --lang whether it uses it or not."""
    command.context_class = Context
    if not any(parameter.name == "language" for parameter in command.params):
        command.params.append(_option(language_option))
    command.params.append(_option(_help_option))
    if isinstance(command, click.Group):
        for beneath in command.commands.values():
            _add(command, beneath)
    group.add_command(command)


def _option(decorator: Callable[..., Any]) -> click.Parameter:
    """Return the option that a decorator adds, for a command that is not handed its value."""

    @click.command()
    @decorator
    def nothing(**_: object) -> None: ...

    option = nothing.params[0]
    option.expose_value = False
    return option


for module in (campaign, forms, letters, collecting, accepting, returning, console, vba, reference):
    for command in module.COMMANDS:
        _add(main, command)
