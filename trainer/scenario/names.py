"""The URLs, forms, downloads and keys that a scenario has made so far, to find a name that nothing made."""

from dataclasses import dataclass, field

from trainer.scenario.fields import Fields
from trainer.scenario.problems import nearest
from trainer.scenario.steps import BUCKETS


@dataclass
class Names:
    """What steps may refer to. One object serves several scenarios that run one after the other."""

    buckets: list[str] = field(default_factory=lambda: list(BUCKETS))
    urls: set[str] = field(default_factory=set)
    downloads: set[str] = field(default_factory=set)
    kms_keys: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    any_url: bool = False
    any_form: bool = False
    any_download: bool = False

    def made_url(self, name: str | None) -> None:
        """Remember a URL, by its name if it has one."""
        self.any_url = True
        if name:
            self.urls.add(name)

    def made_form(self, name: str | None) -> None:
        """Remember an upload form, by its name if it has one."""
        self.any_form = True
        if name:
            self.forms.add(name)

    def made_download(self, name: str | None) -> None:
        """Remember an open download."""
        self.any_download = True
        if name:
            self.downloads.add(name)

    def kms_key(self, fields: Fields, name: str = "key") -> str | None:
        """Return the name of a key of KMS made earlier; note a problem if nothing made one of that name."""
        key = fields.optional_text(name)
        if key is not None and key not in self.kms_keys:
            advice = (
                nearest(key, sorted(self.kms_keys)) if self.kms_keys else f"put kms: {{key: {key}}} first"
            )
            fields.wrong(f"no key of KMS is named {key!r} before this step; {advice}", name, "unknown-name")
        return key

    def url(self, fields: Fields, name: str = "url") -> str | None:
        """Return the name of a URL made earlier, or None for the latest; note a problem if there is none."""
        return _reference(fields, name, self.urls, self.any_url, "URL", "a presign step")

    def form(self, fields: Fields, name: str = "form") -> str | None:
        """Return the name of a form made earlier, or None for the latest; note a problem if there is none."""
        return _reference(fields, name, self.forms, self.any_form, "form", "a form step")

    def download(self, fields: Fields, name: str = "download") -> str | None:
        """Return the name of a download begun earlier, or None for the latest; note if there is none."""
        return _reference(fields, name, self.downloads, self.any_download, "download", "a download step")


def _reference(fields: Fields, name: str, made: set[str], any_made: bool, kind: str, by: str) -> str | None:
    label = fields.optional_text(name)
    if not any_made:
        fields.wrong(f"no {kind} was made before this step; put {by} before it", rule="unknown-name")
    elif label is not None and label not in made:
        advice = nearest(label, sorted(made)) if made else f"give {by} before it name: {label}"
        fields.wrong(f"no {kind} is named {label!r} before this step; {advice}", name, "unknown-name")
    return label
