"""Which language people are spoken to in: `--lang`, else `LC_ALL` or `LANG`, else zh-Hant (contract §2)."""

from collections.abc import Mapping, Sequence

from screens.words.phrase import Language


def chosen_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language, known before the arguments are judged, so that their refusal is in it too."""
    asked = _asked(arguments)
    if asked in set(Language):
        return Language(asked)
    locale = environment.get("LC_ALL") or environment.get("LANG") or ""
    return Language.ENGLISH if locale.lower().startswith("en") else Language.CHINESE


def _asked(arguments: Sequence[str]) -> str | None:
    """What stands behind the last `--lang`."""
    found = None
    for argument, following in zip(arguments, [*arguments, ""][1:], strict=True):
        if argument == "--lang":
            found = following
        elif argument.startswith("--lang="):
            found = argument.removeprefix("--lang=")
    return found
