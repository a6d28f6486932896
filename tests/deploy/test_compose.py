"""A machine without a Docker engine can still prove that the compose file starts the demo's processes."""

import re
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml

from portal.processes import PROCESSES

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
# Read by the containers' own programs or by the compose file, not by our settings.
FOR_OTHERS = {
    "DOMAIN",
    "POSTGRES_PASSWORD",
    "POSTGRES_INITDB_ARGS",
    "OWNER_PASSWORD",
    "APP_PASSWORD",
    "SEAL_FILE",
}


def read_by_our_code() -> set[str]:
    sources = [ROOT / "portal" / "settings.py", ROOT / "portal" / "carriers.py", ROOT / "portal" / "gunicorn_conf.py"]
    return set(re.findall(r'"([A-Z][A-Z0-9_]+)"', "\n".join(path.read_text() for path in sources)))


def named_in_compose() -> set[str]:
    return {name for service in SERVICES.values() for name in service.get("environment", {})}


def named_in_example() -> set[str]:
    return set(re.findall(r"^([A-Z0-9_]+)=", (ROOT / "deploy" / "env.example").read_text(), re.MULTILINE))


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
def test_compose_starts_each_process_of_the_demo(process: Any) -> None:
    assert tuple(SERVICES[process.name]["command"]) == process.command


def test_the_image_starts_the_web_server_when_nothing_else_is_asked() -> None:
    web = ", ".join(f'"{word}"' for word in PROCESSES[0].command)
    assert f"CMD [{web}]" in (ROOT / "Dockerfile").read_text()


def test_every_name_in_the_environment_is_read_by_something() -> None:
    assert named_in_compose() | named_in_example() <= read_by_our_code() | FOR_OTHERS


def test_what_production_refuses_to_miss_is_in_the_example() -> None:
    needed = {"SECRET_KEY", "KEKS", "KEK_CURRENT", "BLIND_INDEX_KEY", "ANTIVIRUS", "SEAL_PASSPHRASE"}
    assert needed <= named_in_example()


def test_only_the_migration_knows_the_owners_password() -> None:
    knowing = {name for name, service in SERVICES.items() if "OWNER_PASSWORD" in str(service.get("environment"))}
    assert knowing == {"migrate", "postgres"}


def test_everything_that_is_mounted_or_depended_on_exists() -> None:
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).exists() if source.startswith("./") else source in COMPOSE["volumes"]


def test_scripts_can_be_started() -> None:
    scripts = [*ROOT.glob("scripts/*.sh"), *ROOT.glob("deploy/postgres/*.sh"), ROOT / ".ci" / "run"]
    assert [path.name for path in scripts if not path.stat().st_mode & stat.S_IXUSR] == []
