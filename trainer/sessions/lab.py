"""Doing a lab: one student, one cloud, step after step, kept durably."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any

from trainer.cloud.client import CloudClient, HttpAnswer, LabClock
from trainer.errors import ContentError
from trainer.labs import own_shell
from trainer.labs.administrator import Administrator
from trainer.labs.answer_box import Reply
from trainer.labs.checks import Evidence, Outcome, evaluate, right_option
from trainer.labs.console import Console, help_of
from trainer.labs.definition import Lab, LabStep
from trainer.labs.environment import prepare
from trainer.labs.handouts import hand_out
from trainer.labs.matrix import JournalReader, cell_text
from trainer.labs.profiles import ADMINISTRATORS, UserKey, make_keys, names_of_keys
from trainer.labs.results import JournalLine
from trainer.labs.runner import Runner
from trainer.labs.saved import LabStore, SavedLab, SavedStep
from trainer.labs.urls import MadeUrl, presigned
from trainer.labs.words import title
from trainer.s3.signing import Credentials
from trainer.scenario.steps import BUCKET, ROLES, Presign
from trainer.sessions.lab_answers import KEPT, Answers, became_of
from trainer.sessions.lab_matrix import MatrixView, matrix_view
from trainer.sessions.lab_views import CheckView, GivenUrl, PredictionView, StepView, step_view
from trainer.sessions.looking import looking

__all__ = ["CheckView", "GivenUrl", "LabSession", "LabStore", "MatrixView", "PredictionView", "StepView"]

CHECKER = "trainer-check"
"""The user agent of the checks' own requests, which are no part of what the student did."""


class LabSession:
    """A lab that is open. Methods may be called from any thread; they raise CloudError or ProgressError."""

    def __init__(self, lab: Lab, client: CloudClient, store: LabStore, saved: SavedLab) -> None:
        self.lab = lab
        self.client = client
        self.notice = ""
        """What the student should know about how the lab was opened; empty for a fresh start."""
        self._store = store
        self._saved = saved
        self._lock = RLock()
        self._checker = Administrator(client, CHECKER)
        self._environment: dict[str, str] = {}
        self._urls: dict[str, MadeUrl] = {}
        self._keys: dict[UserKey, Credentials] = {}
        self._reader = JournalReader({}, lab.matrix)
        self._forget_world()
        self.step_index = self._place_to_go_on()

    @classmethod
    def open(cls, lab: Lab, client: CloudClient, store: LabStore, now: datetime) -> "LabSession":
        """Begin a lab, or take it up where it was left: passed steps stay passed, the world is rebuilt."""
        found = store.load(lab.name)
        saved = found or SavedLab(started_at=_stamp(now))
        session = cls(lab, client, store, saved)
        session._rebuild()
        if found is not None:
            session.notice = session._resumed()
        session._save()
        return session

    @property
    def folder(self) -> Path:
        """Where the lab's commands run; the student's files stay there."""
        return self._store.folder(self.lab.name)

    @property
    def given(self) -> tuple[GivenUrl, ...]:
        """The URLs that the lab has signed for the student, anew with each world."""
        with self._lock:
            return tuple(
                GivenUrl(name.upper(), made.method, made.object, made.url)
                for name, made in self._urls.items()
            )

    @property
    def steps(self) -> tuple[StepView, ...]:
        """Every step as it stands."""
        with self._lock:
            return tuple(self._view(place) for place in range(len(self.lab.steps)))

    @property
    def step(self) -> StepView:
        """The step that is open."""
        with self._lock:
            return self._view(self.step_index)

    @property
    def finished(self) -> bool:
        """Whether every step is passed."""
        with self._lock:
            return all(self._state(step).passed_at for step in self.lab.steps)

    @property
    def journal(self) -> Sequence[dict[str, Any]]:
        """Every request since the world was built, oldest first, without the checks' own."""
        with self._lock:
            return tuple(self._lines)

    @property
    def matrix(self) -> MatrixView | None:
        """The lab's matrix as far as it is filled in, or None for a lab without one."""
        with self._lock:
            if self.lab.matrix is None:
                return None
            numbers = {step.id: number for number, step in enumerate(self.lab.steps, 1)}
            return matrix_view(self.lab.matrix, numbers, self._saved.matrix, self._reader.in_force)

    @property
    def profiles(self) -> tuple[str, ...]:
        """The profiles that sign here: the administrator's, those of the lab's users, those of the roles."""
        return (ADMINISTRATORS, *(profile.name for profile in self.lab.profiles), *ROLES)

    def poll(self) -> list[dict[str, Any]]:
        """Return the requests that came since the last poll, and look whether the open step is passed now."""
        with self._lock:
            new = [*self._unseen, *self._read_journal()]
            self._unseen.clear()
            step = self._open_step
            if new or step.id not in self._outcomes:
                self._look(step)
            self._answers.serve(self.answer)
            return new

    def predict(self, choice: int) -> None:
        """Choose an option of the open step's prediction, by position; the first choice stands."""
        with self._lock:
            step, state = self._open_step, self._state(self._open_step)
            if step.prediction is None or state.predicted is not None:
                return
            if not 0 <= choice < len(step.prediction.options):
                raise ContentError(f"there is no option {choice + 1}; choose one that is shown")
            state.predicted = choice
            self._save()
            self._look(step)

    def answer(self, check_id: str, text: str) -> Reply:
        """Give the answer that a check of the open step asks for, and return what became of it.

        Raises ContentError for a check that asks for none.
        """
        with self._lock:
            step = self._open_step
            self._answers.give(step, check_id, text)
            self._look(step)
            if self.step.awaits_prediction:
                return KEPT
            return became_of(check_id, evaluate(step.checks, self._evidence(step)))

    def hint(self) -> str | None:
        """Show the next hint of the open step and return it; None when all are shown."""
        with self._lock:
            step, state = self._open_step, self._state(self._open_step)
            if state.hints >= len(step.hints):
                return None
            state.hints += 1
            self._save()
            return step.hints[state.hints - 1]

    def solution(self) -> str | None:
        """Return the open step's solution; None before the pass and before the third hint."""
        with self._lock:
            step = self._open_step
            if not self._view(self.step_index).solution_allowed:
                return None
            return step.commands or "\n".join(title(each) for each in step.solution)

    def reset(self, *, whole: bool = False) -> None:
        """Rebuild the world and begin the open step afresh; with `whole` the lab itself begins anew.

        Asks nothing: a face of the program asks before it calls this.
        """
        with self._lock:
            if whole:
                self._store.forget(self.lab.name)
                self._saved = SavedLab(started_at=_stamp(datetime.now(UTC)))
                self.step_index = 0
            elif not self.step.passed:
                self._saved.steps.pop(self._open_step.id, None)
            self.notice = ""
            self._rebuild()
            self._save()

    def forward(self) -> bool:
        """Go to the next step, passed or not; False at the last."""
        return self._go(self.step_index + 1)

    def back(self) -> bool:
        """Go to the step before; False at the first."""
        return self._go(self.step_index - 1)

    def environment(self) -> dict[str, str]:
        """Return the complete environment of a lab's command."""
        return {**self._variables(), **self._environment}

    def close(self) -> None:
        """Say that the lab is no longer open: its own shells in other terminals find it gone."""
        own_shell.withdraw(self.folder, self.environment())

    def own_shell(self) -> int:
        """Run the student's own shell on the terminal, until it ends; return its exit code."""
        with looking(self._look_on):
            return own_shell.run(self.lab.name, self.folder, self.environment())

    def _look_on(self) -> None:
        with self._lock:
            self._unseen.extend(self.poll())

    def console(self, on_output: Callable[[str], None], on_done: Callable[[int], None]) -> Console:
        """Return a console in the lab's folder; its callbacks are called from a thread of its own."""
        own = self.profiles if self.lab.profiles else ()
        help_text = help_of(self.lab.session_lasts, own, self.lab.files)
        return Console(
            self.environment(), self.folder, on_output, on_done,
            help_text=f"{help_text}\n{self.lab.help}".rstrip(), variables=self._variables,
        )  # fmt: skip

    def _variables(self) -> dict[str, str]:
        """Return the given URLs as shell variables; none of them replaces one that the lab needs."""
        return {url.name: url.url for url in self.given if url.name not in self._environment}

    def clock(self) -> LabClock:
        """Return lab time."""
        return self.client.clock()

    def advance(self, seconds: float) -> LabClock:
        """Move lab time and return it."""
        return self.client.advance(seconds)

    def real_time(self) -> LabClock:
        """Bring lab time back to real time and return it."""
        return self.client.advance(-self.client.clock().offset)

    def presign(self, method: str = "GET", key: str = "coffee.jpg", expires: int = 300,
                profile: str = ADMINISTRATORS) -> str:  # fmt: skip
        """Return a URL signed by lab time, as one of the profiles; a role signs with a new session."""
        return presigned(self.client, self._signer(profile), Presign(method, BUCKET, key, expires)).url

    def _signer(self, profile: str) -> Credentials:
        if profile == ADMINISTRATORS:
            return self.client.ready.credentials
        if profile in ROLES:
            return Administrator(self.client).assume_role(profile, self.lab.session_lasts).credentials
        for known in self.lab.profiles:
            if known.name == profile:
                return self._keys[known.user_key]
        raise ContentError(f"no profile {profile!r}; use {' or '.join(self.profiles)}")

    @property
    def _open_step(self) -> LabStep:
        return self.lab.steps[self.step_index]

    def _state(self, step: LabStep) -> SavedStep:
        return self._saved.step(step.id)

    def _view(self, place: int) -> StepView:
        step = self.lab.steps[place]
        return step_view(
            step, place + 1, self._state(step), self._outcomes.get(step.id, []), place == self.step_index
        )

    def _place_to_go_on(self) -> int:
        """Return the step that was open, or the first that is not passed if it is."""
        todo = [place for place, step in enumerate(self.lab.steps) if not self._state(step).passed_at]
        was_open = [place for place in todo if self.lab.steps[place].id == self._saved.current]
        return next(iter(was_open or todo), len(self.lab.steps) - 1)

    def _go(self, place: int) -> bool:
        with self._lock:
            if not 0 <= place < len(self.lab.steps):
                return False
            self._read_journal()
            self.step_index = place
            self._begin(self._open_step)
            self._save()
            return True

    def _begin(self, step: LabStep) -> None:
        self._began.setdefault(step.id, self._seen)

    def _forget_world(self) -> None:
        self._seen = 0
        self._lines: list[dict[str, Any]] = []
        self._began: dict[str, int] = {}
        self._outcomes: dict[str, list[Outcome]] = {}
        self._unseen: list[dict[str, Any]] = []

    def _rebuild(self) -> None:
        self.client.reset()
        self._keys = make_keys(self.lab.profiles, Administrator(self.client))
        with Runner(self.client, self._keys) as runner:
            run = runner.run(self.lab.given)
        if not run.holds:
            raise ContentError(f"the lab {self.lab.name} cannot be set up: {run.says}")
        self._urls = runner.named_urls
        self._environment = prepare(self.folder, self.client.ready, self.lab, self._keys)
        own_shell.announce(self.folder, self.environment())
        self._answers = Answers(Path(self._environment["TRAINER_LAB_ANSWERS"]))
        hand_out(self.lab.handouts, self.folder)
        self._forget_world()
        names = names_of_keys(self.lab.profiles, self._keys, self.client.ready.credentials)
        self._reader = JournalReader(names, self.lab.matrix)
        self._seen = max([0, *(line["n"] for line in self.client.journal())])
        self._begin(self._open_step)

    def _read_journal(self) -> list[dict[str, Any]]:
        new = self.client.journal(after=self._seen)
        self._seen = max([self._seen, *(line["n"] for line in new)])
        theirs = [line for line in new if not str(line.get("user_agent") or "").startswith(CHECKER)]
        told = [self._reader.read(line, self._open_step.id) for line in theirs]
        self._lines += told
        self._fill_matrix(told)
        return told

    def _fill_matrix(self, lines: Sequence[JournalLine]) -> None:
        if self.lab.matrix is None:
            return
        before = {name: dict(column) for name, column in self._saved.matrix.items()}
        for line in lines:
            for row, column in self.lab.matrix.cells(line):
                self._saved.matrix.setdefault(column, {})[row] = cell_text(line)
        if self._saved.matrix != before:
            self._save()

    def _look(self, step: LabStep) -> None:
        state = self._state(step)
        if state.passed_at is not None or (step.prediction is not None and state.predicted is None):
            return
        outcomes = evaluate(step.checks, self._evidence(step))
        self._outcomes[step.id] = outcomes
        if all(outcome.passed for outcome in outcomes):
            self._pass(step, outcomes)

    def _evidence(self, step: LabStep) -> Evidence:
        began = self._began[step.id]
        before = {line["url_id"] for line in self._lines if line["n"] <= began and line.get("url_id")}
        return Evidence(
            lines=[line for line in self._lines if line["n"] > began],
            look=self._look_for,
            seen_urls=before,
            answers=self._answers.of(step),
            urls=self._urls,
        )

    def _look_for(self, wanted: Any) -> HttpAnswer:
        return self._checker.get_object(wanted.bucket, wanted.object)

    def _pass(self, step: LabStep, outcomes: Sequence[Outcome]) -> None:
        state = self._state(step)
        state.passed_at = _stamp(datetime.now(UTC))
        state.observed = {outcome.check.id: outcome.observed for outcome in outcomes}
        if step.prediction is not None:
            deciding = next(outcome for outcome in outcomes if outcome.check.id == step.prediction.of)
            state.right = right_option(step.prediction, deciding.line) if deciding.line else None
        if self.finished:
            self._saved.finished_at = state.passed_at
        self._save()

    def _resumed(self) -> str:
        passed = sum(self._state(step).passed_at is not None for step in self.lab.steps)
        if self.finished:
            return "You have passed this lab. The local S3 was rebuilt: try what you like."
        return (
            f"{passed} of {len(self.lab.steps)} steps stay passed. Step {self.step_index + 1} starts afresh: "
            "the local S3 was rebuilt, so URLs made before no longer work."
        )

    def _save(self) -> None:
        self._saved.current = self._open_step.id
        self._store.save(self.lab.name, self._saved)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
