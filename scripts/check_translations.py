"""The catalogues hold exactly the sentences of the code, each translated, none fuzzy. Writes nothing here."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = {".py", ".html", ".txt", ".po"}
IGNORED = ("tests/*", "scripts/*", "node_modules/*", "var/*")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        _copy_sources(copy)
        languages = sorted(path.parent.parent.name for path in copy.glob("locale/*/LC_MESSAGES/django.po"))
        ignore = [option for pattern in IGNORED for option in ("--ignore", pattern)]
        chosen = [option for language in languages for option in ("--locale", language)]
        _run(sys.executable, "-m", "django", "makemessages", *chosen, *ignore, "--verbosity", "0", cwd=copy)
        faults = [fault for language in languages for fault in _faults(copy, language)]
    if not languages:
        faults = ["There is no catalogue."]
    print("\n".join(faults) or f"Translations are whole: {', '.join(languages)}.")
    return bool(faults)


def _copy_sources(copy: Path) -> None:
    listed = _run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    for name in listed.splitlines():
        source = ROOT / name
        if source.suffix in SOURCES and source.is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy / name)


def _faults(copy: Path, language: str) -> list[str]:
    """What msgattrib finds in the fresh catalogue: no translation, a guessed one, one for nothing."""
    path = f"locale/{language}/LC_MESSAGES/django.po"
    kinds = {"--untranslated": "not translated", "--only-fuzzy": "fuzzy", "--only-obsolete": "no longer used"}
    return [
        f"{language}, {words}:\n{found}"
        for option, words in kinds.items()
        if (found := _run("msgattrib", option, "--no-wrap", path, cwd=copy).partition("\n\n")[2].strip())
    ]


def _run(*command: str, cwd: Path) -> str:
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
