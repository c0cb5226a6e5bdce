"""Why a start is refused.

StartRefused            one line for the person at the terminal, and an exit code
├── SettingError        a setting is wrong or missing (2)
├── EmbeddedError       the embedded servers cannot run here (69)
│   └── AlreadyRunningError
├── UnreachableError    a server that was given by URL does not serve us (69)
└── ComponentError      a port is taken, or one of our processes does not come up (69)
"""

EXIT_USAGE = 2  # as argparse does
EXIT_UNAVAILABLE = 69  # Source: sysexits.h, EX_UNAVAILABLE


class StartRefused(Exception):
    """The message is the whole story: what is wrong, what it has, what it needs."""

    exit_code = EXIT_UNAVAILABLE


class SettingError(StartRefused):
    """A setting is wrong: its name, what it has and what it needs."""

    exit_code = EXIT_USAGE


class EmbeddedError(StartRefused):
    """The embedded servers cannot run here: why, and what to do instead."""


class AlreadyRunningError(EmbeddedError):
    """Another Khaacho uses this home: which process."""


class UnreachableError(StartRefused):
    """A server does not answer: the setting, the place and the reason."""


class ComponentError(StartRefused):
    """The system does not come up: which part, and why."""
