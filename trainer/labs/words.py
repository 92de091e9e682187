"""How a step of a scenario is told to a student: short words for times, durations and keys."""

from datetime import UTC, datetime

from trainer.scenario import steps as s


def duration(seconds: float) -> str:
    """Return seconds as `1 h 0 min 1 s`, without trailing zero units: `15 min`, `24 h`, `7 d`."""
    left = round(abs(seconds))
    days, left = divmod(left, 86_400) if left >= 2 * 86_400 else (0, left)
    amounts = [(days, "d"), (left // 3600, "h"), (left // 60 % 60, "min"), (left % 60, "s")]
    while len(amounts) > 1 and amounts[0][0] == 0:
        del amounts[0]
    while len(amounts) > 1 and amounts[-1][0] == 0:
        del amounts[-1]
    text = " ".join(f"{amount} {unit}" for amount, unit in amounts)
    return f"back {text}" if seconds < 0 else text


def grouped(number: int) -> str:
    """Return a whole number with its thousands apart: `86 400`."""
    return f"{number:,}".replace(",", " ")


def clock_time(when: datetime) -> str:
    """Return the time of day of an aware datetime, in UTC: `11:00:00Z`."""
    return when.astimezone(UTC).strftime("%H:%M:%SZ")


def network_path(step: s.SetNetwork) -> str:
    """Return how requests seem to come: `from 203.0.113.9, over TLS`."""
    parts = [f"from {step.source_ip}"] if step.source_ip else []
    parts += [f"through {step.vpce}"] if step.vpce else []
    parts += ["over TLS"] if step.tls else []
    return ", ".join(parts) or "as it really is"


def short_key(key: str) -> str:
    """Return the last part of an object key."""
    return key.rstrip("/").rpartition("/")[2] or key


def title(step: s.Step) -> str:
    """Return what a step does, in a few words."""
    match step:
        case s.AsAdministrator():
            return "be the administrator"
        case s.AsUser(name, key):
            return f"be user {name}{f', key {key}' if key > 1 else ''}"
        case s.AsRole(name):
            return f"be role {name}"
        case s.MakeBucket(name):
            return f"make bucket {name}"
        case s.Put(_, key):
            return f"store {short_key(key)}"
        case s.Delete(_, key):
            return f"delete {short_key(key)}"
        case s.Presign(method, _, key):
            return f"presign {method} {short_key(key)}"
        case s.Alter(url):
            return f"alter {_url(url)}"
        case s.SignForm(_, key, prefix):
            return f"sign a form for {short_key(key) if key is not None else f'{prefix}*'}"
        case s.Fetch() | s.Upload() | s.Submit() | s.Download() | s.Finish():
            return _request_title(step)
        case s.AdvanceClock():
            return "move the clock"
        case s.SetClock():
            return "set the clock"
        case s.SetNetwork():
            return "set the network path"
        case _:
            return _change_title(step)


def _request_title(step: s.Fetch | s.Upload | s.Submit | s.Download | s.Finish) -> str:
    match step:
        case s.Fetch(s.ObjectUrl(_, key)):
            return f"fetch {short_key(key)} unsigned"
        case s.Fetch(s.SignedUrl(name), "GET"):
            return f"fetch {'a range of ' if step.range else ''}{_url(name)}"
        case s.Fetch(s.SignedUrl(name), method):
            return f"send {_url(name)} with {method}"
        case s.Upload(s.SignedUrl(name)):
            return f"upload to {_url(name)}"
        case s.Submit(name):
            return f"submit the form{f' {name}' if name else ''}"
        case s.Download(s.SignedUrl(name)):
            return f"begin to download {_url(name)}"
    return f"finish the download{f' {step.download}' if step.download else ''}"  # type: ignore[union-attr]


def _change_title(step: s.Step) -> str:
    match step:
        case s.PutPolicy(holder):
            return f"give {_holder(holder)} a policy"
        case s.RemovePolicy(holder):
            return f"take a policy from {_holder(holder)}"
        case s.SetKey(user, status, number):
            key = f"{user}'s key{f' {number}' if number > 1 else ''}"
            return {"deleted": f"delete {key}", "new": f"replace {key}"}.get(status, f"make {key} {status}")
        case s.Revoke(role):
            return f"revoke the sessions of {role}"
        case s.Versioning(bucket):
            return f"version {bucket}"
        case s.SetKmsKey(name):
            return f"set the KMS key {name}"
        case s.SetEncryption(bucket):
            return f"encrypt {bucket}"
        case s.ExpectObject(_, key):
            return f"look for {short_key(key)}"
    raise AssertionError(f"no words for {step!r}")


def _url(name: str | None) -> str:
    return f"the URL {name}" if name else "the URL"


def _holder(holder: s.Holder) -> str:
    return f"{holder.kind} {holder.name}" if holder.kind != "bucket" else "the bucket"
