"""Rules on where a question belongs and what it rests on."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from trainer.content.model_errors import advice
from trainer.content.rules.finding import Finding
from trainer.content.settings import Settings
from trainer.study.question import Question


def facts(question: Question, settings: Settings) -> Iterator[Finding]:
    """A question names facts that exist, each once."""
    for number, fact in enumerate(question.facts):
        path = ("facts", number)
        if settings.facts is not None and fact not in settings.facts:
            yield Finding(
                path, f'the fact "{fact}" is not known', "add it to facts.yaml, or name one that is there"
            )
        elif fact in question.facts[:number]:
            yield Finding(path, f'the fact "{fact}" stands twice', "name it once")


def references(question: Question, settings: Settings) -> Iterator[Finding]:
    """A question says where its answer was read: https, on a host the blueprint allows, on a real day."""
    if not question.references:
        yield Finding((), "no reference", "add what you read under `references`, with the day")
    for number, reference in enumerate(question.references):
        yield from _address(number, reference.url, settings.reference_hosts)
        try:
            date.fromisoformat(reference.checked)
        except ValueError:
            path = ("references", number, "checked")
            yield Finding(path, f"{reference.checked} is not a day", 'write the day as "YYYY-MM-DD"')


def _address(number: int, url: str, hosts: list[str]) -> Iterator[Finding]:
    path = ("references", number, "url")
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        yield Finding(path, "the address cannot be read", "copy it from the browser")
        return
    if parts.scheme != "https" or not host:
        yield Finding(path, "the address does not begin with https://", "give the page's https address")
    elif host not in hosts:
        yield Finding(path, f"{host} is no host of references", f"use one of {', '.join(hosts)}")


def task_of_domain(question: Question, settings: Settings) -> Iterator[Finding]:
    """The task exists in the blueprint, and belongs to the question's domain."""
    if settings.exam is None:
        return
    domain = settings.tasks.get(question.task)
    if domain is None:
        hint = advice(question.task, list(settings.tasks))
        yield Finding(("task",), f'the exam has no task "{question.task}"', hint)
    elif domain != question.domain:
        own = [task for task, owner in settings.tasks.items() if owner == question.domain]
        message = f'task "{question.task}" belongs to the domain {domain}, not to {question.domain}'
        yield Finding(("task",), message, f"write domain: {domain}, or one of the tasks {', '.join(own)}")


def staleness(question: Question, settings: Settings) -> Iterator[Finding]:
    """Each reference was read no longer ago than asked for, and not in the future."""
    if settings.staleness is None:
        return
    today, most = settings.staleness
    for number, reference in enumerate(question.references):
        try:
            days = (today - date.fromisoformat(reference.checked)).days
        except ValueError:
            continue
        path = ("references", number, "checked")
        if days > most:
            message = f"read {days} days ago, on {reference.checked}"
            yield Finding(path, message, "read the page again, and write the day", "warning")
        elif days < 0:
            message = f"read on {reference.checked}, which is to come"
            yield Finding(path, message, "write the day somebody read it", "warning")
