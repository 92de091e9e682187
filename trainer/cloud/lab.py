"""One local cloud, put together: moto, gate, journal, clock, control interface and the standard world."""

import io
from dataclasses import dataclass
from datetime import timedelta

from trainer.cloud import adapter, standard_world
from trainer.cloud.account import ACCOUNT, REGION
from trainer.cloud.application import Application
from trainer.cloud.clock import Clock
from trainer.cloud.control import Control
from trainer.cloud.gate import Gate
from trainer.cloud.incoming import Incoming
from trainer.cloud.inner import Environ
from trainer.cloud.journal import Journal
from trainer.cloud.network import Network
from trainer.cloud.reply import RequestIds
from trainer.cloud.sessions import Sessions
from trainer.cloud.standard_world import AdministratorKey
from trainer.cloud.store import Store
from trainer.s3.request import Request
from trainer.s3.signing import Credentials, presign_v4


@dataclass(frozen=True, slots=True)
class Lab:
    """Everything behind one port."""

    application: Application
    clock: Clock
    gate: Gate
    administrator: AdministratorKey
    control_token: str
    port: int

    @classmethod
    def create(cls, port: int, control_token: str) -> "Lab":
        """Build a cloud with the standard world, to be served on that port of the loopback."""
        adapter.neutralise_bucket_policy_check()
        administrator = standard_world.new_administrator_key()
        standard_world.build(administrator)
        clock, journal, sessions, network = Clock(), Journal(), Sessions(), Network()
        gate = Gate(Store(), sessions, port)
        control = Control(
            control_token, gate, journal, clock, network, lambda: standard_world.build(administrator), port
        )
        application = Application(gate, control, journal, clock, network)
        return cls(application, clock, gate, administrator, control_token, port)

    @property
    def endpoint(self) -> str:
        """The URL of the service, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def ready(self) -> dict[str, str]:
        """Return what a client needs to know, in the shape of the line that `trainer cloud --json` prints."""
        return {
            "endpoint": self.endpoint,
            "region": REGION,
            "account": ACCOUNT,
            "access_key_id": self.administrator.access_key_id,
            "secret_access_key": self.administrator.secret_access_key,
            "control_token": self.control_token,
        }

    def warm(self) -> None:
        """Answer one hidden request, so that the first one of a client finds everything loaded."""
        key = Credentials(self.administrator.access_key_id, self.administrator.secret_access_key)
        moment = self.clock.read()
        url = presign_v4(
            key,
            "GET",
            f"{self.endpoint}/{standard_world.BUCKET}/coffee.jpg",
            region=REGION,
            now=moment.lab - timedelta(seconds=1),
            expires=60,
        )
        path, _, query = url.removeprefix(self.endpoint).partition("?")
        request = Request("GET", path, query, (("Host", f"127.0.0.1:{self.port}"),))
        self.gate.decide(Incoming(_environ(request), request, None, moment, RequestIds.new()))


def _environ(request: Request) -> Environ:
    return {
        "REQUEST_METHOD": request.method,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SCRIPT_NAME": "",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": request.source_ip,
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }
