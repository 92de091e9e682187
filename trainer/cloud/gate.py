"""The gate: judges each request before moto sees it, and answers refusals itself.

It fails closed. What the judge does not model, what moto would take for something else and what moto cannot
do is answered with 501 and never passed on.
"""

from threading import RLock

from trainer.cloud import adapter, boundaries, identities, keys, session_calls
from trainer.cloud.account import UnreadablePolicyError
from trainer.cloud.aftermath import after, before, before_iam, effective
from trainer.cloud.body import BodyError
from trainer.cloud.clock import Moment
from trainer.cloud.deletion import delete_objects
from trainer.cloud.digests import wrong_digest, wrong_form_checksum
from trainer.cloud.hosts import check_host
from trainer.cloud.incoming import Incoming, file_content, plain_content
from trainer.cloud.inner import UnknownToStoreError, for_iam, for_kms, for_s3
from trainer.cloud.limits import too_large, wrong_option
from trainer.cloud.nobodys import canned_of, for_bucket_owner, keep_owner, owner_of, telling_owners
from trainer.cloud.preconditions import understood
from trainer.cloud.reply import DecidedBy, Reply, refusal_reply, region_header, store_reply, with_headers
from trainer.cloud.sessions import Sessions
from trainer.cloud.store import Store, StoreFailedError
from trainer.cloud.upload import form_reply, metadata, plain_put
from trainer.s3.acl import asked_acl
from trainer.s3.judge import judge
from trainer.s3.request import Request
from trainer.s3.target import Wants, effective_headers, wants
from trainer.s3.upload_form import UploadForm, headers_of, values_of
from trainer.s3.verdict import Deletions, Refusal, Verdict
from trainer.s3.world import World


class Gate:
    """Decides on requests, one at a time: judging and performing see the same world."""

    def __init__(self, store: Store, sessions: Sessions, port: int) -> None:
        self.sessions = sessions
        self.world_lock = RLock()
        """Held by whoever reads or changes the world; moto itself is not made for threads."""
        self._store = store
        self._port = port

    def verdict_on(self, request: Request, arrived: Moment) -> Verdict:
        """Judge a request that arrived at that moment, without performing it."""
        with self.world_lock:
            return self._judge(request, arrived)[0]

    def refuse(self, incoming: Incoming) -> tuple[Verdict, Reply] | None:
        """Judge a request whose body was not read yet; return None where nothing speaks against it."""
        with self.world_lock:
            verdict, wanted, world = self._judge(incoming.request, incoming.arrived)
            if verdict.refusal:
                return self._answered(incoming, verdict, wanted, world)
            sent = list(effective_headers(incoming.request, wanted))
            refused = too_large(wanted, sent) or wrong_option(wanted, sent)
            if refused is None:
                return None
            reply = _refuse(refused, incoming, "s3", "store")
            return verdict, with_headers(reply, (*verdict.cors_headers, *region_header(wanted, world)))

    def decide(self, incoming: Incoming) -> tuple[Verdict, Reply]:
        """Judge a request, and perform it if it may happen."""
        with self.world_lock:
            return self._answered(incoming, *self._judge(incoming.request, incoming.arrived))

    def _answered(
        self, incoming: Incoming, verdict: Verdict, wanted: Wants, world: World | None
    ) -> tuple[Verdict, Reply]:
        reply = self._answer(incoming, verdict, wanted, world)
        return verdict, with_headers(reply, (*verdict.cors_headers, *region_header(wanted, world)))

    def _answer(self, incoming: Incoming, verdict: Verdict, wanted: Wants, world: World | None) -> Reply:
        if verdict.refusal or world is None:
            refusal = verdict.refusal or _not_modelled("nothing was judged")
            return _refuse(refusal, incoming, wanted.service)
        if incoming.request.method == "OPTIONS":
            return Reply(200, (), b"", "judge")
        try:
            if verdict.deletions:
                return self._delete(incoming, wanted, world, verdict.deletions)
            return self._perform(incoming, wanted, world)
        except BodyError as error:
            refusal = error.refusal
        except (UnknownToStoreError, StoreFailedError) as error:
            refusal = _not_modelled(f"The local store cannot do this: {error}")
        return _refuse(refusal, incoming, wanted.service, "store")

    def _judge(self, request: Request, arrived: Moment) -> tuple[Verdict, Wants, World | None]:
        wanted = wants(request, adapter.ENDPOINT_HOSTS)
        foreign = check_host(request, wanted.auth, self._port)
        if foreign:
            return foreign, wanted, None
        try:
            world = adapter.snapshot(wanted, self.sessions, arrived.real)
        except UnreadablePolicyError as error:
            return Verdict(wanted.auth, (), _not_modelled(str(error))), wanted, None
        return judge(request, world, arrived.lab), wanted, world

    def _perform(self, incoming: Incoming, wanted: Wants, world: World) -> Reply:
        match wanted.service:
            case "s3":
                return self._perform_s3(incoming, wanted, world)
            case "iam":
                return self._perform_iam(incoming, wanted, world)
            case "kms":
                return self._perform_kms(incoming, wanted)
            case "sts" if world.key:
                params = dict(reversed(wanted.parameters))
                action = wanted.action.removeprefix("sts:")
                now = incoming.arrived.lab
                return session_calls.answer(action, params, world.key, self.sessions, now, incoming.ids)
            case "sts":
                params = dict(reversed(wanted.parameters))
                return session_calls.answer_web_identity(
                    params, self.sessions, incoming.arrived.lab, incoming.ids
                )
        return _refuse(_not_modelled(f"{wanted.service} is not modelled here"), incoming, wanted.service)

    def _perform_iam(self, incoming: Incoming, wanted: Wants, world: World) -> Reply:
        for _, value in wanted.parameters:
            identities.know_aws_managed_policy(value)
        refused = before_iam(wanted)
        if refused:
            return _refuse(refused, incoming, "iam", "store")
        reply = boundaries.answer(wanted, incoming.ids)
        if reply:
            return reply
        caller = world.key.principal.user_name if world.key else None
        inner = for_iam(incoming.environ, boundaries.for_store(wanted), caller)
        answer = boundaries.with_boundary(wanted, self._store.perform("iam", inner))
        return store_reply(answer, incoming.request, "iam", incoming.ids)

    def _perform_kms(self, incoming: Incoming, wanted: Wants) -> Reply:
        refused = keys.refusal(wanted)
        if refused:
            return _refuse(refused, incoming, "kms", "store")
        answer = self._store.perform("kms", for_kms(incoming.environ, wanted, incoming.request.body or b""))
        return store_reply(answer, incoming.request, "kms", incoming.ids)

    def _perform_s3(self, incoming: Incoming, wanted: Wants, world: World) -> Reply:
        if wanted.operation and wanted.operation.form:
            return self._perform_form(incoming, wanted, world)
        content, headers = plain_content(incoming, wanted.action)
        request = incoming.request
        sent = list(effective_headers(request, wanted))
        refused = before(wanted, incoming.body, request.method, sent)
        refused = refused or wrong_digest(wanted, request, content)
        if refused:
            return _refuse(refused, incoming, "s3", "store")
        region = _region(wanted, world)
        canned = canned_of(sent)
        acl, owner = asked_acl(sent, request.body, wanted.action), owner_of(wanted, world, canned)
        written = (*(acl or ()), *for_bucket_owner(owner, canned))
        environ = understood(incoming.environ | headers)
        inner = for_s3(environ, wanted, region, content, written, world.encryption, owner)
        answer = effective(wanted, world, self._store.perform("s3", inner))
        after(wanted, world, acl, answer)
        keep_owner(wanted, owner, answer)
        if request.method in ("PUT", "POST") and answer.status < 300:
            adapter.spread_grants(wanted)
        return store_reply(telling_owners(wanted, world, answer), request, "s3", incoming.ids)

    def _delete(self, incoming: Incoming, wanted: Wants, world: World, asked: Deletions) -> Reply:
        content, headers = plain_content(incoming, wanted.action)
        refused = wrong_digest(wanted, incoming.request, content)
        if refused:
            return _refuse(refused, incoming, "s3", "store")
        environ = incoming.environ | headers
        return delete_objects(self._store, environ, wanted, _region(wanted, world), asked)

    def _perform_form(self, incoming: Incoming, wanted: Wants, world: World) -> Reply:
        form, body, bucket = incoming.request.form, incoming.body, world.bucket
        if not isinstance(form, UploadForm) or body is None or bucket is None:
            return _refuse(_not_modelled("no form was read"), incoming, "s3")
        fields = values_of(form)
        put = wanted._replace(parameters=metadata(fields))
        sent, content = list(headers_of(fields).items()), file_content(body, form)
        refused = too_large(wanted, sent) or wrong_form_checksum(sent, content)
        if refused:
            return _refuse(refused, incoming, "s3", "store")
        owner = owner_of(wanted, world, canned_of(sent))
        acl = (*(asked_acl(sent, None, wanted.action) or ()), *for_bucket_owner(owner, canned_of(sent)))
        environ = plain_put(incoming.environ, fields)
        inner = for_s3(environ, put, bucket.region, content, acl, world.encryption, owner)
        answer = self._store.perform("s3", inner)
        keep_owner(wanted, owner, answer)
        if answer.status >= 300:
            return store_reply(answer, incoming.request, "s3", incoming.ids)
        return form_reply(answer, incoming.request, wanted, fields)


def _region(wanted: Wants, world: World) -> str:
    """Return the Region whose endpoint moto is to be: it compares it with a new bucket's location."""
    if wanted.action == "s3:CreateBucket" and "v4" in wanted.auth:
        return wanted.authorization.scope[1]
    return world.bucket.region if world.bucket else world.region


def _refuse(refusal: Refusal, incoming: Incoming, service: str, decided_by: DecidedBy | None = None) -> Reply:
    return refusal_reply(refusal, service, incoming.request.raw_path, incoming.ids, decided_by)


def _not_modelled(message: str) -> Refusal:
    return Refusal(501, "NotImplemented", message, not_modelled=True)
