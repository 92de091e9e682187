"""The command palette in our tokens."""

from textual.command import CommandPalette


class Palette(CommandPalette):
    """Textual's palette without icon and border; its styles are read when it is first opened."""

    DEFAULT_CSS = """
    Palette {
        background: $background 60%;
        & > Vertical {
            margin: 3 0 0 0;
            width: 72;
            max-width: 100%;
            background: $surface;
        }
        & #--input, & #--input:focus {
            border: none;
            padding: 0 1;
            background: $surface;
        }
        & SearchIcon { display: none; }
        & CommandInput, & CommandInput:focus {
            border: none;
            padding: 0 1;
            color: $ink;
            background: $surface;
        }
        & CommandList {
            border: none;
            padding: 1 0;
            color: $ink;
            background: $surface;
        }
        & CommandList > .option-list--option-highlighted {
            color: $ink;
            background: $raised;
            text-style: bold;
        }
        & > .command-palette--help-text { color: $muted; text-style: none; }
        & > .command-palette--highlight { color: $pen; text-style: bold; }
    }
    """

    def __init__(self) -> None:
        super().__init__(placeholder="Search for commands", id="--command-palette")
