"""The stylesheet, which Textual parses anew with each start and each screen, though little has changed."""

from textual.css.stylesheet import Stylesheet


class ParsedOnce(Stylesheet):
    """Parses a source again only when the variables in it have changed."""

    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parsed_with = variables

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take the variables of a theme, and forget what was parsed with others."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Apply new variables and parse new sources; the rules of the others are kept."""
        if self._parsed_with is self._variables:
            self.parse()
            return
        super().reparse()
        self._parsed_with = self._variables
