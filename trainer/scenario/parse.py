"""From YAML data to steps, or to every problem at once."""

from collections.abc import Callable, Mapping, Sequence

from trainer.scenario import encryption, forms, network, requests, state
from trainer.scenario.fields import shown
from trainer.scenario.names import Names
from trainer.scenario.problems import Path, Problem, ScenarioError, nearest
from trainer.scenario.steps import Step

Parser = Callable[[object, Path, list[Problem], Names], Step | None]

VERBS: dict[str, Parser] = {
    "as": state.parse_as,
    "bucket": state.parse_bucket,
    "put": state.parse_put,
    "delete": state.parse_delete,
    "presign": requests.parse_presign,
    "alter": requests.parse_alter,
    "form": forms.parse_form,
    "submit": forms.parse_submit,
    "fetch": requests.parse_fetch,
    "upload": requests.parse_upload,
    "download": requests.parse_download,
    "finish": requests.parse_finish,
    "clock": state.parse_clock,
    "network": network.parse_network,
    "policy": state.parse_policy,
    "key": state.parse_key,
    "revoke": state.parse_revoke,
    "versioning": state.parse_versioning,
    "kms": encryption.parse_kms,
    "encryption": encryption.parse_encryption,
    "expect": state.parse_expect,
}


def parse(steps: object, *, at: Path = ("steps",), names: Names | None = None) -> list[Step]:
    """Return the steps of a scenario; `at` is where it stands, `names` what earlier scenarios have made.

    Raises ScenarioError with every problem there is.
    """
    problems: list[Problem] = []
    parsed = read_steps(steps, at, problems, names or Names())
    if problems:
        raise ScenarioError(problems)
    return parsed


def read_steps(steps: object, at: Path, problems: list[Problem], names: Names) -> list[Step]:
    """Return the steps that could be read, adding what is wrong to `problems`."""
    if not isinstance(steps, Sequence) or isinstance(steps, str):
        problems.append(Problem(at, f"expected a list of steps, found {shown(steps)}", "type"))
        return []
    read = [_step(step, (*at, place), problems, names) for place, step in enumerate(steps)]
    return [step for step in read if step is not None]


def _step(step: object, path: Path, problems: list[Problem], names: Names) -> Step | None:
    if not isinstance(step, Mapping) or len(step) != 1:
        found = f"{len(step)} fields" if isinstance(step, Mapping) else shown(step)
        problems.append(Problem(path, f"expected one verb with what it needs, found {found}", "type"))
        return None
    ((verb, value),) = step.items()
    parser = VERBS.get(verb)
    if parser is None:
        says = f"{verb!r} is no verb; {nearest(str(verb), list(VERBS))}"
        problems.append(Problem((*path, str(verb)), says, "unknown-field"))
        return None
    return parser(value, (*path, str(verb)), problems, names)
