"""A LUIS app, a Kore.ai bot and tickets, from files to answers, on a server in a temporary directory.

With --keep the server stays up until Ctrl-C, so that the printed curl lines can be tried on it.
"""

from __future__ import annotations

import contextlib
import json
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import demo_bots
import demo_tickets
import httpx
from rich.console import Console
from rich.live import Live
from rich.table import Table

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "railway_desk.json"
STATIONMASTER = Path(sys.executable).parent / "stationmaster"
HOST = "127.0.0.1"
SERVE_PORT = 8750
TENANT = "demo"
VERSION = "0.1"
KEY_HEADER = "Ocp-Apim-Subscription-Key"
PUBLISHED = {"versionId": VERSION, "isStaging": False}
TEXTS = (
    "I'd like two return tickets from York to Leeds tomorrow morning",
    "is the 8:15 from Edinburgh late?",
    "please cancel booking SM-12345",
)

START_SECONDS = 180.0
TRAIN_SECONDS = 120.0
STOP_SECONDS = 30.0
LOOK_SECONDS = 0.05
#: LUIS's words for a model that is still to be trained.
UNFINISHED = {"Queued", "InProgress"}

console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


class DemoFailed(Exception):
    """Something did not go as the demo promises."""


@dataclass(frozen=True, kw_only=True)
class Keys:
    """What the tenant's LUIS clients send."""

    authoring: str
    endpoint: str


@dataclass(frozen=True, kw_only=True)
class LuisClient:
    """The few LUIS calls of a bot's life."""

    http: httpx.Client
    keys: Keys

    def author(self, method: str, path: str, **options: Any) -> Any:
        """An authoring call."""
        return self._call(method, f"/luis/api/v2.0/apps{path}", self.keys.authoring, **options)

    def predict(self, app_id: str, text: str) -> Any:
        """What the published app says of a text."""
        return self._call("GET", f"/luis/v2.0/apps/{app_id}", self.keys.endpoint, params={"q": text})

    def _call(self, method: str, path: str, key: str, **options: Any) -> Any:
        answer = self.http.request(method, path, headers={KEY_HEADER: key}, **options)
        if answer.is_error:
            raise DemoFailed(f"{method} {path} was answered by {answer.status_code}: {answer.text}")
        return answer.json()


def main(*, keep: bool) -> None:
    """The whole story, one step after another."""
    with tempfile.TemporaryDirectory(prefix="stationmaster-demo-") as folder:
        data_dir, log = Path(folder) / "data", Path(folder) / "server.log"
        try:
            with server(data_dir, log) as base_url:
                credentials = create_tenant(data_dir)
                luis = credentials["luis"]
                keys = Keys(authoring=luis["authoringKey"], endpoint=luis["endpointKey"])
                with httpx.Client(base_url=base_url, timeout=30) as http:
                    app_id = story(LuisClient(http=http, keys=keys))
                    demo_bots.story(demo_bots.client_of(http, credentials["kore"]), say)
                    options = ["--tenant", TENANT, "--data-dir", str(data_dir)]
                    importing = [str(STATIONMASTER), "import", *options]
                    demo_tickets.story(http, credentials["superoffice"], importing, say)
                if keep:
                    say("\nThe same with curl, until you press Ctrl-C:")
                    tell_curl(base_url, keys, app_id)
                    wait_for_interrupt()
        except BaseException:
            if log.exists():
                print(f"The server's log:\n{log.read_text(errors='replace')}", file=sys.stderr)
            raise
    say("The server has stopped and its directory is gone.")
    if not keep:
        tell_own_server()


def story(client: LuisClient) -> str:
    """Import, train, publish and predict; gives back the app's id."""
    say(f"Importing {EXAMPLE.relative_to(ROOT)}")
    app_id: str = client.author("POST", "/import", content=EXAMPLE.read_bytes())
    version = f"/{app_id}/versions/{VERSION}"
    models = client.author("GET", f"{version}/models", params={"take": 500})
    names = {model["id"]: model["name"] for model in models}
    say(f"Training {app_id}")
    began = time.monotonic()
    requested = client.author("POST", f"{version}/train")
    say(f"POST train answered {json.dumps(requested)}")
    follow_training(lambda: client.author("GET", f"{version}/train"), names, began)
    client.author("POST", f"/{app_id}/publish", json=PUBLISHED)
    say("Published. It says:")
    for text in TEXTS:
        tell_prediction(client.predict(app_id, text))
    return app_id


@contextlib.contextmanager
def server(data_dir: Path, log: Path) -> Iterator[str]:
    """A server that is ready; stopped as an operator would, with SIGTERM."""
    port = free_port()
    base_url = f"http://{HOST}:{port}"
    say(f"Starting a server on {base_url} with its data in {data_dir}")
    command = [str(STATIONMASTER), "serve", "--port", str(port), "--data-dir", str(data_dir)]
    with log.open("wb") as written:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=written, stderr=written)
    try:
        wait_until_ready(base_url, process)
        yield base_url
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
    if code != 0:
        raise DemoFailed(f"the server ended with exit code {code}")


def wait_until_ready(base_url: str, process: subprocess.Popen[bytes]) -> None:
    """Until a worker has loaded what it needs and /readyz says so."""
    began = time.monotonic()
    last = "no answer"
    while time.monotonic() - began < START_SECONDS:
        if process.poll() is not None:
            raise DemoFailed(f"the server ended with exit code {process.returncode}")
        try:
            answer = httpx.get(f"{base_url}/readyz", timeout=5)
        except httpx.TransportError:
            pass
        else:
            if answer.status_code == httpx.codes.OK:
                say(f"Ready after {time.monotonic() - began:.1f} s")
                return
            last = answer.text
        time.sleep(LOOK_SECONDS)
    raise DemoFailed(f"the server was not ready within {START_SECONDS:.0f} s: {last}")


def create_tenant(data_dir: Path) -> dict[str, dict[str, str]]:
    """The credentials of a tenant, as an operator makes one while the server runs."""
    command = [str(STATIONMASTER), "tenant", "create", TENANT, "--json", "--data-dir", str(data_dir)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise DemoFailed(f"tenant create ended with {done.returncode}: {done.stderr}")
    credentials: dict[str, dict[str, str]] = json.loads(done.stdout)
    say(f"Made the tenant {TENANT} with credentials for LUIS, Kore.ai and SuperOffice")
    return credentials


def follow_training(read: Callable[[], list[Any]], names: dict[str, str], began: float) -> None:
    """Show GET train's rows until none is unfinished."""
    rows = read()
    with contextlib.ExitStack() as stack:
        live = None
        if console.is_terminal and not console.is_dumb_terminal:
            live = stack.enter_context(Live(console=console, auto_refresh=False))
        said = ""
        while True:
            if live:
                live.update(status_table(rows, names), refresh=True)
            elif (words := counted(rows)) != said:
                said = words
                say(f"  {time.monotonic() - began:5.2f} s  {said}")
            if not {row["details"]["status"] for row in rows} & UNFINISHED:
                break
            if time.monotonic() - began > TRAIN_SECONDS:
                raise DemoFailed(f"training did not end within {TRAIN_SECONDS:.0f} s: {counted(rows)}")
            time.sleep(LOOK_SECONDS)
            rows = read()
    if live is None:
        console.print(status_table(rows, names))
    failed = [names[row["modelId"]] for row in rows if row["details"]["status"] == "Fail"]
    if failed:
        raise DemoFailed(f"training failed for {', '.join(failed)}")
    say(f"Trained {len(rows)} models, {time.monotonic() - began:.2f} s after POST train")


def status_table(rows: list[Any], names: dict[str, str]) -> Table:
    """The rows of GET train, with names for ids."""
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    table.add_column("model")
    table.add_column("status", width=10)
    table.add_column("exampleCount", justify="right")
    for row in rows:
        details = row["details"]
        table.add_row(names[row["modelId"]], details["status"], str(details["exampleCount"]))
    return table


def counted(rows: list[Any]) -> str:
    """How many models have which status."""
    counts = Counter(row["details"]["status"] for row in rows)
    return ", ".join(f"{count} {status}" for status, count in counts.items())


def tell_prediction(answer: Any) -> None:
    """A LUIS prediction in two lines or more."""
    top = answer["topScoringIntent"]
    say(f"  {answer['query']}")
    say(f"    intent {top['intent']} ({top['score']:.3f})")
    for entity in answer["entities"]:
        role = f" as {entity['role']}" if "role" in entity else ""
        say(f"    {entity['type']}{role}: {entity['entity']}")


def tell_curl(base_url: str, keys: Keys, app_id: str) -> None:
    """Calls to copy into a shell: train, ask how it stands, publish, predict."""
    author = f'curl -H "{KEY_HEADER}: {keys.authoring}"'
    app = f"{base_url}/luis/api/v2.0/apps/{app_id}"
    say(f"  {author} -X POST {app}/versions/{VERSION}/train")
    say(f"  {author} {app}/versions/{VERSION}/train")
    say(f"  {author} -d {shlex.quote(json.dumps(PUBLISHED))} {app}/publish")
    asked = shlex.quote(f"q={TEXTS[-1]}")
    predict = f'curl -H "{KEY_HEADER}: {keys.endpoint}"'
    say(f"  {predict} -G {base_url}/luis/v2.0/apps/{app_id} --data-urlencode {asked}")


def tell_own_server() -> None:
    """The same by hand, on a server that stays."""
    base_url = f"http://{HOST}:{SERVE_PORT}"
    imported = f"--data-binary @{EXAMPLE.relative_to(ROOT)} {base_url}/luis/api/v2.0/apps/import"
    say("\nThe same by hand: run `make serve`, and in another shell")
    say("  .venv/bin/stationmaster tenant create mine")
    say("  AUTHORING_KEY=…; ENDPOINT_KEY=…  # the two that it printed")
    say(f"""  APP=$(curl -H "{KEY_HEADER}: $AUTHORING_KEY" {imported} | tr -d '"')""")
    tell_curl(base_url, Keys(authoring="$AUTHORING_KEY", endpoint="$ENDPOINT_KEY"), "$APP")


def wait_for_interrupt() -> None:
    """Until Ctrl-C."""
    with contextlib.suppress(KeyboardInterrupt):
        signal.pause()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def say(text: str) -> None:
    """One line, whatever its length."""
    console.print(text)


if __name__ == "__main__":
    try:
        main(keep="--keep" in sys.argv[1:])
    except (DemoFailed, RuntimeError) as error:
        sys.exit(f"The demo failed: {error}")
