"""Carries out a scenario against the local cloud: real requests, with signatures made here."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from trainer.cloud.client import CloudClient, Download, HttpAnswer
from trainer.labs.administrator import Administrator, RefusedError
from trainer.labs.forms import MadeForm, signed_form, submission
from trainer.labs.profiles import UserKey
from trainer.labs.results import JournalLine, Run, Sent, StepResult, answer_words, unmet
from trainer.labs.urls import MadeUrl, alteration, altered, presigned
from trainer.labs.words import clock_time, duration, grouped, network_path, title
from trainer.s3.signing import Credentials
from trainer.scenario import steps as s

OnStep = Callable[[StepResult], None]

_VERBS = {
    s.AsAdministrator: "as", s.AsUser: "as", s.AsRole: "as", s.MakeBucket: "bucket", s.Put: "put",
    s.Delete: "delete",
    s.Presign: "presign", s.Alter: "alter", s.Fetch: "fetch", s.Upload: "upload", s.Download: "download",
    s.Finish: "finish", s.AdvanceClock: "clock", s.SetClock: "clock", s.SetNetwork: "network",
    s.PutPolicy: "policy",
    s.RemovePolicy: "policy", s.SetKey: "key", s.Revoke: "revoke", s.Versioning: "versioning",
    s.SetKmsKey: "kms", s.SetEncryption: "encryption", s.ExpectObject: "expect",
    s.SignForm: "form", s.Submit: "submit",
}  # fmt: skip


class _UnmetError(Exception):
    """An expectation was not met; carries what was found all the same."""

    def __init__(self, says: str, answer: HttpAnswer | None = None, line: JournalLine | None = None) -> None:
        super().__init__(says)
        self.answer = answer
        self.line = line


class Runner:
    """Runs scenarios that follow on from one another: who signs, URLs and open downloads are kept.

    A context manager: leaving it hangs up downloads that were never finished. `keys` are keys of users that
    were made already; others are made when a scenario first needs them.
    """

    def __init__(self, client: CloudClient, keys: Mapping[UserKey, Credentials] | None = None) -> None:
        self._client = client
        self._admin = Administrator(client)
        self._credentials: Credentials = client.ready.credentials
        self._keys = dict(keys or {})
        self._urls: dict[str | None, MadeUrl] = {}
        self._forms: dict[str | None, MadeForm] = {}
        self._downloads: dict[str | None, tuple[Download, bytes, str]] = {}
        self._seen = 0
        self._agent = f"trainer-scenario/{secrets.token_hex(4)}"
        self._sent = 0
        self._last_sent: Sent | None = None

    def __enter__(self) -> "Runner":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up every open download."""
        for download, _, _ in self._downloads.values():
            download.close()
        self._downloads.clear()

    @property
    def named_urls(self) -> dict[str, MadeUrl]:
        """The URLs that were given a name so far."""
        return {name: made for name, made in self._urls.items() if name}

    def run(self, steps: Sequence[s.Step], on_step: OnStep | None = None) -> Run:
        """Carry out steps until one does not hold; `on_step` hears of each when it is done.

        Raises CloudError when the cloud does not answer.
        """
        results: list[StepResult] = []
        for number, step in enumerate(steps, 1):
            results.append(self._result(number, step))
            if on_step:
                on_step(results[-1])
            if not results[-1].held:
                break
        return Run(all(result.held for result in results), tuple(results))

    def _result(self, number: int, step: s.Step) -> StepResult:
        verb = _VERBS[type(step)]
        self._last_sent = None
        try:
            detail, answer, line = self._do(step)
        except _UnmetError as error:
            detail = answer_words(error.answer) if error.answer else "not as expected"
            return StepResult(
                number,
                verb,
                title(step),
                detail,
                False,
                str(error),
                error.answer,
                error.line,
                self._last_sent,
            )
        except RefusedError as error:
            return StepResult(number, verb, title(step), "could not be done", False, str(error))
        return StepResult(number, verb, title(step), detail, True, "", answer, line, self._last_sent)

    def _do(self, step: s.Step) -> tuple[str, HttpAnswer | None, JournalLine | None]:
        match step:
            case s.Fetch() | s.Upload() | s.Submit() | s.Download() | s.Finish():
                return self._request(step)
            case s.AsAdministrator() | s.AsUser() | s.AsRole():
                return self._become(step), None, None
            case s.Presign():
                return self._presign(step), None, None
            case s.Alter():
                self._remember(step.name, altered(self._client, self._urls[step.url], step))
                return alteration(step), None, None
            case s.SignForm():
                return self._sign_form(step), None, None
            case s.AdvanceClock(seconds):
                self._client.advance(seconds)
                return f"{duration(seconds)}, nobody waited", None, None
            case s.SetClock(when):
                self._client.set_clock(when)
                return f"to {when:%Y-%m-%d %H:%M:%SZ}, nobody waited", None, None
            case s.SetNetwork():
                self._client.set_network(source_ip=step.source_ip, vpce=step.vpce, vpc=step.vpc, tls=step.tls)
                return network_path(step), None, None
        return self._change(step), None, None

    def _become(self, step: s.AsAdministrator | s.AsUser | s.AsRole) -> str:
        match step:
            case s.AsRole(name, lasts):
                session = self._admin.assume_role(name, lasts)
                self._credentials = session.credentials
                return f"session ends {clock_time(session.ends_at)}"
            case s.AsUser(name, key):
                self._credentials = self._key_of(name, key)
                return f"long-term key {self._credentials.access_key_id}"
            case _:
                self._credentials = self._client.ready.credentials
                return f"long-term key {self._credentials.access_key_id}"

    def _key_of(self, user: str, number: int) -> Credentials:
        if (user, number) not in self._keys:
            self._keys[user, number] = self._admin.create_key(user)
        return self._keys[user, number]

    def _presign(self, step: s.Presign) -> str:
        if step.object_version:
            version = self._admin.oldest_version(step.bucket, step.object)
            step = replace(step, query={**step.query, "versionId": version})
        made = presigned(self._client, self._credentials, step)
        self._remember(step.name, made)
        return f"for {grouped(step.expires)} s from {clock_time(made.signed_at)}"

    def _sign_form(self, step: s.SignForm) -> str:
        made = signed_form(self._client, self._credentials, step)
        self._forms[None] = self._forms[step.name] = made
        return f"for {grouped(step.expires)} s from {clock_time(made.signed_at)}"

    def _remember(self, name: str | None, made: MadeUrl) -> None:
        self._urls[None] = made
        if name:
            self._urls[name] = made

    def _request(
        self, step: s.Fetch | s.Upload | s.Submit | s.Download | s.Finish
    ) -> tuple[str, HttpAnswer, JournalLine | None]:
        match step:
            case s.Fetch():
                ranges = {"Range": step.range} if step.range else {}
                answer, agent = self._send(step.method, step.target, {**ranges, **step.headers}, b"")
            case s.Upload():
                answer, agent = self._send("PUT", step.target, step.headers, step.body.content())
            case s.Submit():
                answer, agent = self._submit(step)
            case s.Download():
                return self._begin(step)
            case s.Finish():
                answer, agent = self._finish(step)
        line = self._journal_line(agent)
        return self._judged(step.expect, answer, line), answer, line

    def _send(
        self, method: str, target: s.SignedUrl | s.ObjectUrl, headers: dict[str, str], body: bytes
    ) -> tuple[HttpAnswer, str]:
        url, signed_headers = self._address(target)
        agent = self._next_agent()
        sent = {"User-Agent": agent, **signed_headers, **headers}
        if sum(name.lower() == "user-agent" for name in sent) > 1:
            agent = next(value for name, value in headers.items() if name.lower() == "user-agent")
            del sent["User-Agent"]
        self._last_sent = Sent(method, url, {**signed_headers, **headers}, body)
        return self._client.send(method, url, sent, body), agent

    def _submit(self, step: s.Submit) -> tuple[HttpAnswer, str]:
        agent = self._next_agent()
        sent = self._last_sent = submission(self._forms[step.form], step)
        return self._client.send("POST", sent.url, {"User-Agent": agent, **sent.headers}, sent.body), agent

    def _address(self, target: s.SignedUrl | s.ObjectUrl) -> tuple[str, dict[str, str]]:
        if isinstance(target, s.ObjectUrl):
            return self._client.object_url(target.bucket, target.object), {}
        made = self._urls[target.name]
        return made.url, dict(made.headers)

    def _next_agent(self) -> str:
        # A name of its own for each request, by which its line is found among those of other clients.
        self._sent += 1
        return f"{self._agent}.{self._sent}"

    def _begin(self, step: s.Download) -> tuple[str, HttpAnswer, JournalLine | None]:
        url, headers = self._address(step.target)
        agent = self._next_agent()
        self._last_sent = Sent("GET", url, headers)
        download = self._client.open("GET", url, {"User-Agent": agent, **headers})
        refused = download.status >= 300
        head = download.read() if refused else _read(download, step.bytes)
        answer = HttpAnswer(download.status, download.reason, download.headers, head)
        self._keep(step.name, (download, head, agent))
        line = self._journal_line(agent) if refused else None
        detail = self._judged(step.expect, answer, line)
        return (detail if refused else f"{grouped(len(head))} bytes, still open"), answer, line

    def _keep(self, name: str | None, opened: tuple[Download, bytes, str]) -> None:
        replaced = self._downloads.get(name)
        self._downloads[name] = self._downloads[None] = opened
        if replaced and replaced not in self._downloads.values():
            replaced[0].close()

    def _finish(self, step: s.Finish) -> tuple[HttpAnswer, str]:
        download, head, agent = self._downloads[step.download]
        with download:
            body = head + download.read()
        return HttpAnswer(download.status, download.reason, download.headers, body), agent

    def _journal_line(self, agent: str) -> JournalLine | None:
        lines = self._client.journal(after=self._seen)
        mine = next((line for line in reversed(lines) if line.get("user_agent") == agent), None)
        self._seen = mine["n"] if mine else self._seen
        return mine

    def _judged(self, expect: s.Expectation, answer: HttpAnswer, line: JournalLine | None) -> str:
        says = unmet(expect, answer, line)
        if says:
            raise _UnmetError(says, answer, line)
        words = answer_words(answer)
        if expect.length is not None:
            words = f"{words}, {grouped(len(answer.body))} bytes"
        return words if expect == s.Expectation() else f"{words}, as expected"

    def _change(self, step: s.Step) -> str:
        match step:
            case s.MakeBucket(name, region):
                self._admin.make_bucket(name, region)
                return f"in {region}"
            case s.Put(bucket, key, body):
                content = body.content()
                self._admin.put_object(bucket, key, content)
                return f"{grouped(len(content))} bytes in {bucket}"
            case s.Delete(bucket, key):
                self._admin.delete_object(bucket, key)
                return f"from {bucket}"
            case s.PutPolicy(holder, name, document):
                self._admin.put_policy(holder, name, document)
                return name
            case s.RemovePolicy(holder, name):
                self._admin.remove_policy(holder, name)
                return name or "all of them"
            case s.SetKey(user, "new", key):
                self._keys[user, key] = self._admin.create_key(user)
                return self._keys[user, key].access_key_id
            case s.SetKey(user, status, key):
                access_key_id = self._key_of(user, key).access_key_id
                self._admin.set_key_status(user, access_key_id, status)
                return access_key_id
            case s.Revoke(role):
                self._admin.revoke_sessions(role)
                return f"all begun before {clock_time(self._client.clock().now)}"
            case s.Versioning(bucket, status):
                self._admin.set_versioning(bucket, status == "enabled")
                return status
            case s.SetKmsKey(name):
                return self._admin.set_kms_key(name, step.policy, step.status)
            case s.SetEncryption(bucket, key):
                self._admin.set_encryption(bucket, key)
                return key or "S3 manages the key"
            case s.ExpectObject():
                return self._look_for(step)
        raise AssertionError(f"no way to do {step!r}")

    def _look_for(self, step: s.ExpectObject) -> str:
        answer = self._admin.get_object(step.bucket, step.object)
        wanted = s.Expectation(status=200 if step.exists else 404, body=step.body)
        says = unmet(wanted, answer, None)
        if says:
            raise _UnmetError(says, answer)
        return f"{'there' if step.exists else 'not there'}, as expected"


def _read(download: Download, amount: int) -> bytes:
    head = b""
    while len(head) < amount:
        read = download.read(amount - len(head))
        if not read:
            break
        head += read
    return head
