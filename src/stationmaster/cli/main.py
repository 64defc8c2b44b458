"""The commands of `stationmaster`.

Nothing heavy is imported before a command needs it, so that help and completion answer at once.
"""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from stationmaster.cli import client, output, tenant, user
from stationmaster.cli.cancel import cancel
from stationmaster.cli.doctor import doctor
from stationmaster.cli.evaluate import evaluate
from stationmaster.cli.exits import ExitCode, exit_code_of
from stationmaster.cli.export import export
from stationmaster.cli.import_file import import_
from stationmaster.cli.predict import predict
from stationmaster.cli.restore import restore
from stationmaster.cli.serve import serve
from stationmaster.cli.status import status
from stationmaster.cli.suggest import suggest
from stationmaster.cli.tier import tier
from stationmaster.cli.train import train
from stationmaster.cli.version import version
from stationmaster.domain.errors import StationmasterError

EXIT_CODES = """\
Exit codes: 0 done; 1 training failed or was cancelled; 2 wrong usage; 3 no such tenant, app or version;
4 a file or value that cannot be taken; 5 refused as things stand; 6 the data directory cannot be used;
130 interrupted."""


class Commands(TyperGroup):
    """Ends each command that met an expected error with one sentence and its exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except KeyboardInterrupt:
            raise typer.Exit(ExitCode.INTERRUPTED) from None
        except (StationmasterError, OSError) as error:
            output.complaint(error)
            raise typer.Exit(exit_code_of(error)) from error


app = typer.Typer(
    cls=Commands,
    help="A self-hosted NLU training server that tells the truth about training.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(serve)
app.command(name="import")(import_)
app.command()(train)
app.command()(evaluate)
app.command()(doctor)
app.command()(status)
app.command()(tier)
app.command()(cancel)
app.command()(restore)
app.command()(predict)
app.command()(suggest)
app.command()(export)
app.add_typer(tenant.commands, name="tenant")
app.add_typer(user.commands, name="user")
app.add_typer(client.commands, name="client")
app.command()(version)


def run() -> None:
    """The console script."""
    app()
