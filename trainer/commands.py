"""The commands and their options, as click reads them.

Each command imports what it needs when it runs, so that `--help` and the first paint stay quick.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from trainer import __version__
from trainer.content.exchange.formats import EXPORTED, IMPORTED
from trainer.errors import TrainerError, UsageError
from trainer.opening import open_tui
from trainer.places import Places
from trainer.study.question import LEVELS


def _remember(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(context: click.Context, _: click.Parameter, value: Any) -> None:
        places = context.ensure_object(Places)
        if value:
            setattr(places, name, value)

    return callback


class _Folder(click.Path):
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        # It would mean the current folder, and is what an unset variable of the shell leaves.
        if value == "":
            self.fail("an empty path; name a folder", param, ctx)
        return super().convert(value, param, ctx)


def _days(_: click.Context, parameter: click.Parameter, value: str | None) -> int | None:
    """Read `180d` or `26w` as a number of days."""
    if value is None:
        return None
    number, unit = value[:-1], value[-1:]
    if not (number.isascii() and number.isdigit() and len(number) < 7 and unit in ("d", "w")):
        message = f"{value!r} is no number of days or weeks; write it as 180d or 26w"
        raise click.BadParameter(message, param=parameter)
    return int(number) * (7 if unit == "w" else 1)


def everywhere(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that stand everywhere, before or after its name."""
    folder = _Folder(path_type=Path)
    for option in (
        click.option("--plain", is_flag=True, expose_value=False, callback=_remember("plain"),
                     help="Line by line, for screen readers and pipes."),
        click.option("--data-dir", type=folder, expose_value=False, callback=_remember("data_dir"),
                     metavar="PATH", help="Where your answers and lab states are kept."),
        click.option("--bank", type=folder, multiple=True, expose_value=False, callback=_remember("banks"),
                     metavar="PATH", help="Folder of decks, or a deck, instead of all others; repeatable."),
        click.version_option(__version__, message="trainer %(version)s"),
    ):  # fmt: skip
        command = option(command)
    return command


class LabGroup(click.Group):
    """`lab` alone lists the labs, `lab NAME` opens one, `lab check` tests them."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Read a first word that is no subcommand as the name of a lab."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["open", *args]
        return super().resolve_command(ctx, args)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@everywhere
@click.pass_context
def trainer(context: click.Context) -> None:
    """Practise for SAA-C03, and prove the answers on a local S3. Without a command: the TUI, at Home."""
    if context.invoked_subcommand is None:
        places = context.ensure_object(Places)
        if places.plain:
            from trainer.plain.run import home

            _exit(home(places.bank_folders(), places.data()))
        _open_tui(places, "home")


@trainer.command()
@click.option("--deck", metavar="DECK", help="Questions of this deck alone.")
@click.option("--tag", metavar="TAG", help="Questions with this tag alone.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most so many questions.")
@everywhere
@click.pass_obj
def study(places: Places, deck: str | None, tag: str | None, limit: int | None) -> None:
    """Answer what is due, straight away."""
    if places.plain:
        _study_plain(places, deck, tag, limit)
    else:
        _open_tui(places, "study", deck=deck, tag=tag, limit=limit)


@trainer.group(cls=LabGroup, invoke_without_command=True)
@everywhere
@click.pass_context
def lab(context: click.Context) -> None:
    """Show the labs; with a NAME, go straight into one."""
    if context.invoked_subcommand is None:
        _open_tui(context.find_object(Places) or Places(), "labs")


@lab.command("open", hidden=True)
@click.argument("name")
@everywhere
@click.pass_obj
def lab_open(places: Places, name: str) -> None:
    """Go straight into the lab NAME."""
    from trainer.labs.definition import find_lab

    find_lab(name)
    _open_tui(places, "lab", lab=name)


@lab.command("check")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a lab, one a line.")
@everywhere
def lab_check(names: tuple[str, ...], as_json: bool) -> None:
    """Test the labs themselves: unsolved they fail, with the reference solution they pass."""
    from trainer.sessions.self_tests import check_labs

    _exit(check_labs(names, as_json, sys.stdout))


@lab.command("shell", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("name")
@click.argument("command", nargs=-1, metavar="[COMMAND]...")
@everywhere
@click.pass_context
def lab_shell(context: click.Context, name: str, command: tuple[str, ...]) -> None:
    """Open your own shell in the world of the lab NAME, which another terminal has open.

    With a COMMAND, run that instead.
    """
    if command in (("--help",), ("-h",)):
        # Options behind the name belong to the command; of these alone there is no command.
        click.echo(context.get_help())
        return
    from trainer.sessions.lab_shell import open_shell

    places = context.find_object(Places) or Places()
    _exit(open_shell(name, places.data(), command))


@trainer.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Default: a free one.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line when ready.")
@everywhere
def cloud(port: int, as_json: bool) -> None:
    """Run the local AWS alone, until Ctrl-C."""
    from trainer.cloud.serve import serve

    _exit(serve(port=port, as_json=as_json))


@trainer.command()
@click.argument("urls", nargs=-1, metavar="URL|-")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--secret-key-env", metavar="NAME", help="The variable with the secret key: does it fit?")
@click.option("--error", metavar="FILE", help="What S3 answered, as XML (- for standard input): why?")
@click.option(
    "--header",
    "headers",
    multiple=True,
    metavar="'NAME: VALUE'",
    help="A header that was signed and is sent along; repeatable.",
)
@click.option("--show-secrets", is_flag=True, help="Print signature and session token whole.")
@everywhere
def dissect(
    urls: tuple[str, ...],
    as_json: bool,
    secret_key_env: str | None,
    error: str | None,
    headers: tuple[str, ...],
    show_secrets: bool,
) -> None:
    """Explain a pre-signed URL (- for standard input), offline: it is sent nowhere."""
    from trainer.plain.dissect import run as dissect_url
    from trainer.plain.dissect_options import Options

    if len(urls) != 1:
        many = "one URL at a time; it has to stand in quotes" if urls else "give a URL in quotes, or -"
        raise UsageError(f"{many}; see trainer dissect --help")
    options = Options(urls[0], as_json, show_secrets, secret_key_env, error, headers)
    _exit(dissect_url(options, sys.stdout))


@trainer.group()
@everywhere
def bank() -> None:
    """Write, check, prove, count, import, export, pack and add questions."""


@bank.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--watch", is_flag=True, help="Check again after each save, until Ctrl-C.")
@click.option(
    "--stale", callback=_days, metavar="AGE", help="Warn of references read longer ago, as 180d or 26w."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a problem, one a line.")
@everywhere
@click.pass_obj
def bank_check(places: Places, paths: tuple[str, ...], watch: bool, stale: int | None, as_json: bool) -> None:
    """Report every problem of a bank, a folder or a file, with file, line and column.

    `trainer bank explain RULE` says what stands behind the rule in brackets.
    """
    from datetime import date

    from trainer.content import commands
    from trainer.content.settings import Staleness

    # The user's own decks are a part of the bank, and the shipped one alone is named as one would type it.
    whole = places.banks or (places.bank_folders() if places.has_own_decks() else ())
    chosen = list(paths) or [str(folder) for folder in whole]
    run = commands.watch if watch else commands.check
    staleness = None if stale is None else Staleness(date.today(), stale)
    _exit(run(chosen, as_json, sys.stdout, staleness=staleness))


@bank.command("explain")
@click.argument("rule", required=False)
@everywhere
def bank_explain(rule: str | None) -> None:
    """Say what RULE of `bank check` is for, with an example, and how to waive it; without RULE, list all."""
    from trainer.content.commands import explain

    _exit(explain(rule, sys.stdout))


@bank.command("list")
@click.option("--json", "as_json", is_flag=True, help="Each question whole, one a line.")
@everywhere
@click.pass_obj
def bank_list(places: Places, as_json: bool) -> None:
    """List the questions."""
    from trainer.content.commands import list_questions

    _exit(list_questions(places.bank_folders(), as_json, sys.stdout))


@bank.command("new")
@click.option("--into", default="", metavar="DECK", help="A deck's name or a .yaml path; made if absent.")
@click.option("--title", default="", metavar="TEXT", help="Title of a new deck.")
@click.option("--kind", type=click.Choice(["single", "multiple", "recall"]), help="Default: single.")
@click.option("--id", "name", default="", metavar="ID", help="Default: the deck's name and a number.")
@click.option("--domain", default="", metavar="DOMAIN", help="Default: that of the task.")
@click.option("--task", default="", metavar="TASK", help="Task of the exam, as 1.1; default: the first.")
@click.option("--fact", "facts", multiple=True, metavar="FACT", help="Id of facts.yaml; repeatable.")
@click.option("--difficulty", type=click.IntRange(1, 3), metavar="N", help="1 to 3.")
@click.option("--level", type=click.Choice(LEVELS))
@click.option("--no-edit", is_flag=True, help="Do not open $VISUAL or $EDITOR at the question.")
@everywhere
@click.pass_obj
def bank_new(places: Places, /, into: str, title: str, name: str, no_edit: bool, **said: Any) -> None:
    """Write a new question, whole and commented, at the end of a deck; open the editor at it.

    On a terminal what is missing is asked for.
    """
    from trainer.plain.new_question import new_question
    from trainer.sessions.authoring import Wish

    wish = Wish(id=name, **{key: value for key, value in said.items() if value is not None})
    _exit(new_question(places.bank_folders(), into, title, wish, opens_editor=not no_edit, out=sys.stdout))


@bank.command("preview")
@click.argument("file")
@click.argument("question", required=False, default="", metavar="[ID]")
@everywhere
@click.pass_obj
def bank_preview(places: Places, file: str, question: str) -> None:
    """Show the questions of the deck FILE as students see them, and anew after each save.

    It begins with the question ID, or with the first. No answer is written.
    """
    from trainer.opening import open_preview

    _exit(open_preview(places, file, question))


@bank.command("prove")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a proof, one a line.")
@everywhere
@click.pass_obj
def bank_prove(places: Places, ids: tuple[str, ...], as_json: bool) -> None:
    """Run the proofs of the questions on the local cloud."""
    from trainer.sessions.self_tests import prove_bank

    _exit(prove_bank(places.bank_folders(), ids, as_json, sys.stdout))


@bank.command("coverage")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@everywhere
@click.pass_obj
def bank_coverage(places: Places, as_json: bool) -> None:
    """Count questions, proofs and labs by fact, and questions by domain, task, level and difficulty.

    What is missing comes first.
    """
    from trainer.plain.coverage import coverage

    _exit(coverage(places.bank_folders(), as_json, sys.stdout))


@bank.command("report")
@click.argument("logs", nargs=-1, required=True, metavar="LOG...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@everywhere
@click.pass_obj
def bank_report(places: Places, logs: tuple[Path, ...], as_json: bool) -> None:
    """Analyse the questions over the answer logs of a class, a log a student.

    Each LOG is a file that `trainer progress export` wrote. Questions that deserve a look come first.
    """
    from trainer.plain.item_report import item_report

    _exit(item_report(places.bank_folders(), logs, as_json, sys.stdout))


@bank.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--into", required=True, metavar="DECK", help="A deck's name or a .yaml file; made if absent.")
@click.option("--format", "form", type=click.Choice(IMPORTED), help="Default: what the file shows to be.")
@click.option("--task", default="", metavar="TASK", help="Task of the exam, as 1.1; its domain comes along.")
@click.option("--fact", "facts", multiple=True, metavar="FACT", help="Id of facts.yaml; repeatable.")
@click.option("--difficulty", type=click.IntRange(1, 3), metavar="N", help="1 to 3.")
@click.option("--level", type=click.Choice(LEVELS))
@click.option("--reference", "references", multiple=True, metavar="URL", help="Read today; repeatable.")
@everywhere
@click.pass_obj
def bank_import(places: Places, /, file: Path, into: str, form: str | None, **given: Any) -> None:
    """Append the questions of another program's FILE to a deck, and say what did not fit.

    Task, fact, difficulty, level and reference are for those of the questions that have none.
    """
    from datetime import date

    from trainer.content.exchange.importing import import_file

    given["today"] = date.today()
    _exit(import_file(file, into, form, places.bank_folders(), sys.stdout, sys.stderr, given))


@bank.command("export")
@click.argument("decks", nargs=-1, metavar="[DECK]...")
@click.option("--format", "form", required=True, type=click.Choice(EXPORTED), help="For which program.")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="FILE", help="Where to.")
@everywhere
@click.pass_obj
def bank_export(places: Places, decks: tuple[str, ...], form: str, out: Path) -> None:
    """Write the questions of the decks, or of all, to a file for another program."""
    from trainer.content.exchange.exporting import export

    _exit(export(places.bank_folders(), decks, form, out, sys.stdout, sys.stderr))


@bank.command("pack")
@click.argument("decks", nargs=-1, required=True, metavar="DECK...")
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), metavar="FILE", help="Where to.")
@click.option("--name", default="", metavar="NAME", help="Default: that of the first deck's file.")
@click.option("--pack-version", default="1", metavar="VERSION", help="Default: 1.")
@everywhere
@click.pass_obj
def bank_pack(places: Places, decks: tuple[str, ...], out: Path, name: str, pack_version: str) -> None:
    """Write decks, named or as .yaml files, to one FILE for others, with the settings they need."""
    from trainer.plain.packs import pack_decks

    _exit(pack_decks(places.bank_folders(), decks, out, name, pack_version, sys.stdout))


@bank.command("add")
@click.argument("source", type=_Folder(path_type=Path), metavar="PACK|FOLDER|DECK.yaml")
@click.option("--update", is_flag=True, help="Replace the pack of that name; your answers stay.")
@everywhere
@click.pass_obj
def bank_add(places: Places, source: Path, update: bool) -> None:
    """Check a pack, a folder of decks or a deck, and add it to your own decks."""
    from trainer.paths import deck_folders, decks_dir, shipped_bank
    from trainer.plain.packs import add

    folders = [shipped_bank(), *deck_folders(places.data_dir)]
    _exit(add(folders, decks_dir(places.data_dir), source, update, sys.stdout))


@bank.command("remove")
@click.argument("name")
@everywhere
@click.pass_obj
def bank_remove(places: Places, name: str) -> None:
    """Remove the pack NAME from your own decks; your answers stay."""
    from trainer.paths import decks_dir
    from trainer.plain.packs import remove_pack

    _exit(remove_pack(decks_dir(places.data_dir), name, sys.stdout))


@trainer.group()
@everywhere
def progress() -> None:
    """Your answer log."""


@progress.command("export")
@everywhere
@click.pass_obj
def progress_export(places: Places) -> None:
    """Write the answer log to stdout, one JSON object a line."""
    from trainer.progress.export import export

    export(places.data(), sys.stdout)


@trainer.command()
@everywhere
@click.pass_obj
def doctor(places: Places) -> None:
    """Say what works on this machine, what does not, and what to do."""
    from trainer.sessions.doctor import examine

    _exit(examine(places.bank_folders(), places.data(), sys.stdout))


def _open_tui(places: Places, start: str, **chosen: Any) -> NoReturn:
    _exit(open_tui(places, start, **chosen))


def _study_plain(places: Places, deck: str | None, tag: str | None, limit: int | None) -> NoReturn:
    from trainer.plain.run import study

    _exit(study(places.bank_folders(), places.data(), deck=deck, tag=tag, limit=limit))


def _exit(code: int) -> NoReturn:
    raise SystemExit(code)


def run(arguments: list[str]) -> None:
    """Run the command that the arguments name; it ends in SystemExit with its exit code, or returns for 0.

    Raises UsageError for arguments that are none, and TrainerError for what fails.
    """
    try:
        trainer.main(arguments, prog_name="trainer", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        command = error.ctx.command_path if error.ctx else "trainer"
        raise UsageError(f"{command} needs a command after it; see {command} --help") from error
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "trainer"
        raise UsageError(f"{error.format_message().rstrip('.')}; see {command} --help") from error
    except click.Abort as error:
        raise KeyboardInterrupt from error
    except click.ClickException as error:
        raise TrainerError(error.format_message()) from error
