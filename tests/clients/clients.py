"""How each client presigns, uploads and downloads: its own commands or calls, and nothing of ours."""

import json
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from tests.clients.installed import run
from trainer.cloud.client import Ready

BUCKET = "trainer-private"
SECONDS = 300


class Client(Protocol):
    """What the tests ask of a client."""

    puts: bool
    """Whether it can presign a PUT."""

    def presign(self, method: str, key: str) -> str:
        """Return a URL of `SECONDS`."""

    def upload(self, file: Path, key: str) -> None:
        """Store a file as the client does it."""

    def download(self, key: str, file: Path) -> None:
        """Fetch an object as the client does it."""


def environment(ready: Ready) -> dict[str, str]:
    """Return the variables that the SDKs of AWS read."""
    return {
        "AWS_ACCESS_KEY_ID": ready.access_key_id,
        "AWS_SECRET_ACCESS_KEY": ready.secret_access_key,
        "AWS_ENDPOINT_URL": ready.endpoint,
        "AWS_REGION": ready.region,
        "AWS_DEFAULT_REGION": ready.region,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


class Boto3:
    """The SDK for Python."""

    puts = True

    def __init__(self, ready: Ready) -> None:
        import boto3
        from botocore.config import Config

        session: Any = boto3.Session(ready.access_key_id, ready.secret_access_key)
        config = Config(signature_version="s3v4", s3={"addressing_style": "path"})
        self._s3 = session.client("s3", ready.region, endpoint_url=ready.endpoint, config=config)

    def presign(self, method: str, key: str) -> str:
        params = {"Bucket": BUCKET, "Key": key}
        made: str = self._s3.generate_presigned_url(f"{method.lower()}_object", params, ExpiresIn=SECONDS)
        return made

    def upload(self, file: Path, key: str) -> None:
        self._s3.upload_file(str(file), BUCKET, key)

    def download(self, key: str, file: Path) -> None:
        self._s3.download_file(BUCKET, key, str(file))


@dataclass
class AwsCli:
    """Version 1 of the AWS CLI; it presigns GET alone."""

    ready: Ready
    folder: Path

    puts = False

    def _aws(self, *words: str) -> str:
        config = self.folder / "aws-config"
        config.write_text("[default]\ns3 =\n  signature_version = s3v4\n  addressing_style = path\n")
        environ = {**environment(self.ready), "AWS_CONFIG_FILE": str(config)}
        return run([sys.executable, "-m", "awscli", *words], environ, self.folder)

    def presign(self, method: str, key: str) -> str:
        return self._aws("s3", "presign", f"s3://{BUCKET}/{key}", "--expires-in", str(SECONDS)).strip()

    def upload(self, file: Path, key: str) -> None:
        self._aws("s3", "cp", str(file), f"s3://{BUCKET}/{key}")

    def download(self, key: str, file: Path) -> None:
        self._aws("s3", "cp", f"s3://{BUCKET}/{key}", str(file))


@dataclass
class S5cmd:
    """s5cmd, in Go; it presigns GET alone."""

    ready: Ready
    program: Path
    folder: Path

    puts = False

    def _s5cmd(self, *words: str) -> str:
        where = ["--endpoint-url", self.ready.endpoint]
        return run([self.program, *where, *words], environment(self.ready), self.folder)

    def presign(self, method: str, key: str) -> str:
        return self._s5cmd("presign", "--expire", f"{SECONDS}s", f"s3://{BUCKET}/{key}").strip()

    def upload(self, file: Path, key: str) -> None:
        self._s5cmd("cp", str(file), f"s3://{BUCKET}/{key}")

    def download(self, key: str, file: Path) -> None:
        self._s5cmd("cp", f"s3://{BUCKET}/{key}", str(file))


@dataclass
class Rclone:
    """rclone, in Go; its link command presigns GET alone."""

    ready: Ready
    program: Path
    folder: Path

    puts = False

    def _rclone(self, *words: str) -> str:
        remote = {
            "RCLONE_CONFIG_LAB_TYPE": "s3",
            "RCLONE_CONFIG_LAB_PROVIDER": "AWS",
            "RCLONE_CONFIG_LAB_ENDPOINT": self.ready.endpoint,
            "RCLONE_CONFIG_LAB_REGION": self.ready.region,
            "RCLONE_CONFIG_LAB_ACCESS_KEY_ID": self.ready.access_key_id,
            "RCLONE_CONFIG_LAB_SECRET_ACCESS_KEY": self.ready.secret_access_key,
            "RCLONE_CONFIG_LAB_FORCE_PATH_STYLE": "true",
            "RCLONE_CONFIG_LAB_NO_CHECK_BUCKET": "true",
            # Over plain HTTP it cannot hash what it streams, so it uploads by presigned URL.
            "RCLONE_CONFIG_LAB_USE_PRESIGNED_REQUEST": "true",
            "RCLONE_CONFIG": str(self.folder / "rclone.conf"),
        }
        return run([self.program, "--retries", "1", *words], remote, self.folder)

    def presign(self, method: str, key: str) -> str:
        return self._rclone("link", "--expire", f"{SECONDS}s", f"lab:{BUCKET}/{key}").strip()

    def upload(self, file: Path, key: str) -> None:
        self._rclone("copyto", str(file), f"lab:{BUCKET}/{key}")

    def download(self, key: str, file: Path) -> None:
        self._rclone("copyto", f"lab:{BUCKET}/{key}", str(file))


@dataclass
class MinioPy:
    """The Python SDK of MinIO, in a process of its own, so that what it brings stays out of the tests."""

    ready: Ready
    packages: Path
    folder: Path

    puts = True

    def _minio(self, call: str) -> str:
        host = self.ready.endpoint.removeprefix("http://")
        program = (
            "from datetime import timedelta\nfrom minio import Minio\n"
            f"s3 = Minio({host!r}, {self.ready.access_key_id!r}, {self.ready.secret_access_key!r},"
            f" secure=False, region={self.ready.region!r})\n"
            f"print(s3.{call})"
        )
        return run([sys.executable, "-c", program], {"PYTHONPATH": str(self.packages)}, self.folder)

    def presign(self, method: str, key: str) -> str:
        lasts = f"timedelta(seconds={timedelta(seconds=SECONDS).total_seconds():.0f})"
        return self._minio(f"presigned_{method.lower()}_object({BUCKET!r}, {key!r}, {lasts})").strip()

    def upload(self, file: Path, key: str) -> None:
        self._minio(f"fput_object({BUCKET!r}, {key!r}, {str(file)!r})")

    def download(self, key: str, file: Path) -> None:
        self._minio(f"fget_object({BUCKET!r}, {key!r}, {str(file)!r})")


_JAVASCRIPT = """
const { S3Client, GetObjectCommand, PutObjectCommand } = require("@aws-sdk/client-s3");
const { getSignedUrl } = require("@aws-sdk/s3-request-presigner");
const fs = require("fs");
const [what, method, Key, file, seconds] = JSON.parse(process.argv[2]);
const s3 = new S3Client({ forcePathStyle: true });
const Bucket = "trainer-private";
(async () => {
  if (what === "presign") {
    const Command = method === "PUT" ? PutObjectCommand : GetObjectCommand;
    console.log(await getSignedUrl(s3, new Command({ Bucket, Key }), { expiresIn: seconds }));
  } else if (what === "upload") {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: fs.readFileSync(file) }));
  } else {
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    fs.writeFileSync(file, await got.Body.transformToByteArray());
  }
})().catch((error) => { console.error(error); process.exit(1); });
"""


@dataclass
class JavaScript:
    """The SDK for JavaScript, version 3, and its presigner."""

    ready: Ready
    packages: Path
    folder: Path

    puts = True

    def _node(self, *words: object) -> str:
        script = self.folder / "client.cjs"
        script.write_text(_JAVASCRIPT)
        environ = {**environment(self.ready), "NODE_PATH": str(self.packages / "node_modules")}
        return run(["node", script, json.dumps(words)], environ, self.folder)

    def presign(self, method: str, key: str) -> str:
        return self._node("presign", method, key, "", SECONDS).strip()

    def upload(self, file: Path, key: str) -> None:
        self._node("upload", "PUT", key, str(file), SECONDS)

    def download(self, key: str, file: Path) -> None:
        self._node("download", "GET", key, str(file), SECONDS)
