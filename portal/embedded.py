"""Private PostgreSQL, Redis and clamd for demo, tests and bench: no system service, no TCP port."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

OWNER, APP, DATABASE = "edno_owner", "edno_app", "edno"
START_SECONDS, STOP_SECONDS = 60, 15
EXTENSIONS = ("pg_trgm", "btree_gist", "unaccent")

# The bytes of the test file as clamd's signatures write them, so that no scanner finds it in this one.
EICAR = (
    "58354f2150254041505b345c505a58353428505e2937434329377d24"
    "45494341522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a"
)

ROLES = {OWNER: "LOGIN CREATEDB", APP: "LOGIN NOBYPASSRLS"}


class StartFailed(RuntimeError):
    """A server did not come up; the message holds the end of its log."""


@dataclass
class Services:
    """Addresses of the running servers; `stop()` ends those that were started here."""

    database_url: str
    owner_database_url: str
    redis_url: str
    antivirus: str = "off"
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    socket_dir: Path | None = None

    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.database_url,
            "OWNER_DATABASE_URL": self.owner_database_url,
            "REDIS_URL": self.redis_url,
            "ANTIVIRUS": self.antivirus,
        }

    def database(self, name: str) -> "Services":
        """The same servers, another database on them."""
        swap = (f"/{DATABASE}?", f"/{name}?")
        return Services(
            self.database_url.replace(*swap),
            self.owner_database_url.replace(*swap),
            self.redis_url,
            self.antivirus,
            socket_dir=self.socket_dir,
        )

    def stop(self) -> None:
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
        for process in reversed(self.processes):
            try:
                process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self.socket_dir is not None:
            shutil.rmtree(self.socket_dir, ignore_errors=True)


def start(data_dir: Path, *, durable: bool = True, antivirus: bool = False) -> Services:
    """Starts what DATABASE_URL, REDIS_URL and ANTIVIRUS do not replace. `durable=False` is for tests: no fsync."""
    app, owner, redis = (os.environ.get(name) for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL"))
    sockets = socket_dir()
    services = Services("", "", "", socket_dir=sockets)
    try:
        if app and owner:
            services.database_url, services.owner_database_url = app, owner
        else:
            services.processes.append(_postgres(data_dir, sockets, durable))
            services.database_url = f"postgresql://{APP}@/{DATABASE}?host={sockets}"
            services.owner_database_url = f"postgresql://{OWNER}@/{DATABASE}?host={sockets}"
        if redis:
            services.redis_url = redis
        else:
            services.processes.append(redis_server(sockets))
            services.redis_url = f"redis+socket://{sockets}/redis.sock"
        services.antivirus = os.environ.get("ANTIVIRUS") or "off"
        if antivirus and not os.environ.get("ANTIVIRUS"):
            services.processes.append(clamd(sockets))
            services.antivirus = str(sockets / "clamd.sock")
    except BaseException:
        services.stop()
        raise
    return services


def socket_dir() -> Path:
    """A private folder with a short path: a Unix socket's address holds 107 bytes."""
    return Path(tempfile.mkdtemp(prefix="edno-", dir="/tmp"))


def redis_server(sockets: Path) -> subprocess.Popen[bytes]:
    """A redis-server on a Unix socket that keeps nothing on disk."""
    path = sockets / "redis.sock"
    path.unlink(missing_ok=True)
    options = ["--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700", "--dir", str(sockets)]
    forgetful = ["--save", "", "--appendonly", "no"]
    process = _spawn([_program("redis-server"), *options, *forgetful], sockets / "redis.log")
    _wait(lambda: path.exists(), process, sockets / "redis.log")
    return process


def clamd(sockets: Path) -> subprocess.Popen[bytes]:
    """A clamd on a Unix socket that knows one „virus“, the harmless EICAR test file: 16 MB instead of 1,3 GB."""
    account = _account()
    home = sockets / "clamd"
    home.mkdir(exist_ok=True)
    (home / "local.ndb").write_text(f"Eicar-Test-File:0:*:{EICAR}\n")
    path, log, configuration = sockets / "clamd.sock", sockets / "clamd.log", home / "clamd.conf"
    options = ("Foreground yes", "MaxThreads 2", "AlertExceedsMax yes", f"DatabaseDirectory {home}")
    configuration.write_text("\n".join((*options, f"LocalSocket {path}", "LocalSocketMode 600", "")))
    path.unlink(missing_ok=True)
    if account is not None:
        os.chown(sockets, account.pw_uid, account.pw_gid)
    process = _spawn([_program("clamd"), "-c", str(configuration)], log, account)
    _wait(lambda: path.exists(), process, log)
    return process


def _postgres(data_dir: Path, sockets: Path, durable: bool) -> subprocess.Popen[bytes]:
    account = _account()
    home = _database_home(data_dir, account)
    cluster = home / "cluster"
    binaries = _postgres_binaries(cluster)
    if not cluster.exists():
        _initialise(binaries, cluster, account)
    _forget_killed_server(cluster)
    if account is not None:
        os.chown(sockets, account.pw_uid, account.pw_gid)
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "120",
        "shared_buffers": "256MB",
        "autovacuum_naptime": "10s",
        "log_min_messages": "fatal",
        **({} if durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}),
    }
    command = [str(binaries / "postgres"), "-D", str(cluster)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    log = sockets / "postgres.log"
    process = _spawn(command, log, account)
    _wait(lambda: _answers(binaries, sockets), process, log)
    _prepare(binaries, sockets)
    return process


def _initialise(binaries: Path, cluster: Path, account: pwd.struct_passwd | None) -> None:
    """Under another name first, so that an interrupted start leaves no half-made cluster."""
    fresh = cluster.with_name("cluster.new")
    shutil.rmtree(fresh, ignore_errors=True)
    options = ["-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust"]
    _run([str(binaries / "initdb"), "-D", str(fresh), *options], account)
    fresh.rename(cluster)


def _forget_killed_server(cluster: Path) -> None:
    """The server dies with its starter, a living one gets time to end; a power cut leaves the lock file."""
    lock = cluster / "postmaster.pid"
    deadline = time.monotonic() + STOP_SECONDS
    while _is_running(lock):
        if time.monotonic() > deadline:
            raise StartFailed(f"A database server already runs on {cluster}.")
        time.sleep(0.1)
    lock.unlink(missing_ok=True)


def _is_running(lock: Path) -> bool:
    try:
        pid = int(lock.read_text().splitlines()[0])
        return "postgres" in Path(f"/proc/{pid}/comm").read_text()
    except (OSError, ValueError, IndexError):
        return False


def _prepare(binaries: Path, sockets: Path) -> None:
    """Roles and database; extensions and default rights in template1, so that every new database has them."""
    known = _psql(binaries, sockets, "postgres", "SELECT rolname FROM pg_roles").split()
    for role, rights in ROLES.items():
        if role not in known:
            _psql(binaries, sockets, "postgres", f"CREATE ROLE {role} {rights}")
    databases = _psql(binaries, sockets, "postgres", "SELECT datname FROM pg_database").split()
    if DATABASE in databases:
        return
    extensions = ";".join(f"CREATE EXTENSION IF NOT EXISTS {name}" for name in EXTENSIONS)
    grants = f"""
        GRANT USAGE ON SCHEMA public TO {APP}; GRANT ALL ON SCHEMA public TO {OWNER};
        ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP};
        ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT USAGE, SELECT ON SEQUENCES TO {APP};
    """
    _psql(binaries, sockets, "template1", f"{extensions}; {grants}")
    _psql(binaries, sockets, "postgres", f"CREATE DATABASE {DATABASE} OWNER {OWNER}")


def create_database(services: Services, name: str) -> Services:
    """A fresh database of that name on the same servers."""
    assert services.socket_dir is not None
    binaries = _postgres_binaries()
    _psql(binaries, services.socket_dir, "postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    _psql(binaries, services.socket_dir, "postgres", f"CREATE DATABASE {name} OWNER {OWNER}")
    return services.database(name)


def _psql(binaries: Path, sockets: Path, database: str, sql: str) -> str:
    command = [str(binaries / "psql"), "-qAtX", "-v", "ON_ERROR_STOP=1", "-h", str(sockets), "-U", "postgres"]
    done = subprocess.run([*command, "-d", database, "-c", sql], capture_output=True, text=True, check=False)
    if done.returncode:
        raise StartFailed(done.stderr)
    return done.stdout


def _answers(binaries: Path, sockets: Path) -> bool:
    command = [str(binaries / "pg_isready"), "-q", "-h", str(sockets)]
    return subprocess.run(command, check=False).returncode == 0


def _postgres_binaries(cluster: Path | None = None) -> Path:
    """Debian's own binaries: those that made the cluster, otherwise the highest version there is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if cluster is not None and (cluster / "PG_VERSION").exists():
        version = (cluster / "PG_VERSION").read_text().strip()
        found = [path for path in found if path.parts[4] == version] or found
    if found:
        return found[-1].parent
    return Path(_program("initdb")).parent


def _program(name: str) -> str:
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if path is None:
        raise StartFailed(f"{name} is not installed. `make demo` installs it.")
    return path


def _account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: an unprivileged account then, otherwise ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise StartFailed("There is no unprivileged account for the database server.")


def _database_home(data_dir: Path, account: pwd.struct_passwd | None) -> Path:
    """Under var/ where the account can reach it; otherwise in /var/lib, one folder a project."""
    home = data_dir.resolve() / "postgres"
    if account is not None and not _can_reach(home.parent, account):
        home = _distant_home(home)
    home.mkdir(parents=True, exist_ok=True)
    if account is not None:
        os.chown(home, account.pw_uid, account.pw_gid)
    home.chmod(0o700)
    return home


def _distant_home(home: Path) -> Path:
    """Its note lies where the data would: who deletes var/ has deleted the data, too."""
    distant = Path("/var/lib") / f"edno-gishe-{zlib.crc32(str(home).encode()):08x}"
    note = home.with_name("postgres-is-at")
    if not note.exists():
        shutil.rmtree(distant, ignore_errors=True)
        note.write_text(f"{distant}\n")
    return distant


def _can_reach(folder: Path, account: pwd.struct_passwd) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    check = subprocess.run(["test", "-x", str(folder)], user=account.pw_uid, group=account.pw_gid, check=False)
    return check.returncode == 0


def _run(command: list[str], account: pwd.struct_passwd | None) -> None:
    done = subprocess.run(_under(account, command), capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise StartFailed(done.stderr or done.stdout)


def _spawn(command: list[str], log: Path, account: pwd.struct_passwd | None = None) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches only the supervisor, which stops it in order."""
    with log.open("ab") as out:
        return subprocess.Popen(
            _under(account, command),
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )


def _under(account: pwd.struct_passwd | None, command: list[str]) -> list[str]:
    """As that account; and asked to stop by the kernel when we are gone, however we went."""
    prefix = [_program("setpriv"), "--pdeathsig", "INT"]
    if account is not None:
        prefix += [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    return [*prefix, *command]


def _wait(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if ready():
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
    raise StartFailed(f"{process.args!s:.80} did not start.\n{tail}")
