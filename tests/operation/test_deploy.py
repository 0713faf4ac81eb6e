"""What deploy/ and the examples say is in step with the program, and readable by those who read it."""

import os
import re
import shlex
import shutil
import subprocess
import tomllib
from configparser import RawConfigParser
from pathlib import Path

import pytest
import yaml

from app.cli import COMMANDS
from app.cli.web_server import GRACE_SECONDS, RECEIVED_TIMES
from app.settings import ROOT, Settings, load_settings
from tools.checkout import list_files

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
PLACE = "/opt/weerwoord/"
EXAMPLE = ROOT / "config" / "production.example.toml"


class _Unit(RawConfigParser):
    """A unit: the same key may stand in it several times; the last one counts here."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, interpolation=None)
        self.optionxform = str
        self.read(path, encoding="utf-8")


def _examples():
    return [*UNITS, *(path for path in sorted(DEPLOY.iterdir()) if path.is_file()), EXAMPLE]


@pytest.mark.parametrize("path", _examples(), ids=lambda path: path.name)
def test_every_setting_that_an_example_names_exists(path):
    named = re.findall(r"WEERWOORD_([A-Z_]+)", path.read_text(encoding="utf-8"))
    assert {name.lower() for name in named} - {"config"} <= set(Settings.model_fields)


def _example_with_everything():
    """Return the example as it reads when every line that is a setting is switched on."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    return "\n".join(re.sub(r"^# (?=[a-z_]+ = )", "", line) for line in lines)


def test_the_example_of_production_can_be_read_with_every_line_switched_on(tmp_path, monkeypatch):
    path = tmp_path / "weerwoord.toml"
    path.write_text(_example_with_everything(), encoding="utf-8")
    monkeypatch.setenv("WEERWOORD_CONFIG", str(path))
    settings = load_settings()
    assert settings.is_https
    assert settings.database_address.startswith("postgresql://")


def test_the_example_of_production_holds_what_a_production_sets():
    named = set(tomllib.loads(_example_with_everything()))
    touched = {"home", "database_url", "secret_key", "base_url", "trusted_proxies", "language", "zone"}
    touched |= {name for name in Settings.model_fields if name.startswith("mail_")} - {"mail_timeout_seconds"}
    assert touched <= named


def _commands():
    """Give (file, words) of each command of the program in deploy/."""
    for path in UNITS:
        for words in re.findall(r"/\.venv/bin/weerwoord ([^\n\"]+)", path.read_text(encoding="utf-8")):
            yield path.name, words
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    for name, service in services.items():
        if service.get("command", [""])[0] == "weerwoord":
            yield name, " ".join(service["command"][1:])


@pytest.mark.parametrize(("_where", "words"), list(_commands()))
def test_every_command_of_a_unit_or_a_container_exists(_where, words):
    assert words.split()[0] in set(COMMANDS)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_takes_the_unit(path, tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    text = path.read_text(encoding="utf-8")
    for program in set(re.findall(rf"{PLACE}\.venv/bin/\w+", text)):
        text = text.replace(program, "/bin/true")
    for other in UNITS:
        (tmp_path / other.name).write_text(text if other == path else other.read_text(), encoding="utf-8")
    unit = tmp_path / path.name.replace("@.", "@1.")
    if unit.name != path.name:
        unit.write_text(text, encoding="utf-8")
    ran = subprocess.run(  # noqa: S603  our own file
        ["systemd-analyze", "verify", "--man=no", str(unit)],  # noqa: S607
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    problems = [line for line in ran.stderr.splitlines() if "is not executable" not in line]
    assert (ran.returncode, problems) == (0, [])


@pytest.mark.parametrize(
    "path", [one for one in UNITS if one.suffix == ".service"], ids=lambda path: path.name
)
def test_a_service_is_no_way_into_the_machine(path):
    service = _Unit(path)["Service"]
    assert service["User"] == "weerwoord"
    assert service["ProtectSystem"] == "strict"
    assert {service[key] for key in ("NoNewPrivileges", "PrivateTmp", "ProtectHome")} == {"true"}


@pytest.mark.parametrize("name", ["weerwoord.service", "weerwoord-web.service", "weerwoord-worker@.service"])
def test_systemd_lets_the_reader_of_documents_leave_the_network(name):
    """It moves to name spaces of its own; where all are forbidden a document could have LibreOffice fetch what it likes."""
    assert _Unit(DEPLOY / "systemd" / name)["Service"]["RestrictNamespaces"].split() == ["net", "user"]


def test_systemd_waits_longer_than_the_program_takes_to_stop():
    gunicorn: dict = {}
    exec((ROOT / "config" / "gunicorn.conf.py").read_text(encoding="utf-8"), gunicorn)  # noqa: S102  our own file
    for name in ("weerwoord.service", "weerwoord-web.service"):
        waits = int(_Unit(DEPLOY / "systemd" / name)["Service"]["TimeoutStopSec"])
        assert waits > max(GRACE_SECONDS, gunicorn["graceful_timeout"])


def _copied():
    for line in (DEPLOY / "Containerfile").read_text(encoding="utf-8").splitlines():
        if line.startswith("COPY "):
            yield from shlex.split(line)[1:-1]


def test_the_image_copies_what_is_there_and_its_ignore_file_lets_through():
    let_through = (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()
    assert list(_copied())
    for name in _copied():
        assert (ROOT / name).exists()
        assert f"!{name}" in let_through


def test_the_image_takes_the_steps_of_the_guide():
    guide = (ROOT / "docs" / "admin" / "installing.md").read_text(encoding="utf-8")
    recipe = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("--no-cache-dir ", "")
    for step in re.findall(r"^(\.venv/bin/(?:pip|pybabel) .+)$", guide, re.MULTILINE):
        assert step in recipe


@pytest.fixture
def image(tmp_path):
    """What the image holds: the files that it copies, catalogues compiled as it does."""
    copied = tuple(_copied())
    for name in list_files():
        if name in copied or name.startswith(tuple(f"{one}/" for one in copied)):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_program_runs_on_what_the_image_copies(image):
    python = [str(ROOT / ".venv" / "bin" / "python"), "-B"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("WEERWOORD_")}
    environment |= {"PYTHONPATH": str(image), "WEERWOORD_HOME": str(image / "state")}

    def run(*words):
        ran = subprocess.run(  # noqa: S603  our own words
            [*python, *words], cwd=image, env=environment, capture_output=True, text=True, check=False, timeout=120
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        return ran.stdout + ran.stderr

    run("-m", "babel.messages.frontend", "compile", "-d", "app/translations")
    run("-c", "from app.cli import main; main()", "db", "upgrade")
    pages = (
        "from wsgi import app; answer = app.test_client().get('/sign-in'); print(app.root_path, answer.text)"
    )
    printed = run("-c", pages)
    assert str(image) in printed
    assert "Aanmelden" in printed


def test_compose_names_only_what_it_has():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services = compose["services"]
    assert set(services) == {"db", "migrate", "web", "worker", "proxy"}
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        assert set(service.get("secrets", [])) <= set(compose["secrets"])
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            is_there = source in compose["volumes"] or source.startswith("./secrets/")
            assert is_there or (DEPLOY / source).exists()
    assert services["worker"]["deploy"]["replicas"] == 2
    assert services["web"]["read_only"] is True


def test_compose_is_read_by_its_own_program(tmp_path):
    programs = (["docker", "compose"], ["podman-compose"])
    found = [one for one in programs if shutil.which(one[0]) and _answers([*one, "version"])]
    if not found:
        pytest.skip("neither docker compose nor podman-compose is here")
    command = [*found[0], "-f", str(DEPLOY / "compose.yaml"), "config"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603  our own words
    assert ran.returncode == 0, ran.stderr


def _answers(command):
    return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0  # noqa: S603


def test_the_image_has_the_programs_that_back_up_the_database_of_compose():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    server = services["db"]["image"].removeprefix("postgres:")
    client = re.search(r"postgresql-client-(\d+)", (DEPLOY / "Containerfile").read_text(encoding="utf-8"))
    assert client is not None
    assert client[1] == server


def test_the_proxy_of_the_containers_is_that_of_the_machine():
    only_here = ("#", "server 127", "server web", "resolver ", "zone ")

    def lines(name):
        text = (DEPLOY / name).read_text(encoding="utf-8").splitlines()
        return [line for line in text if line and not line.strip().startswith(only_here)]

    assert lines("nginx.conf") == lines("nginx.compose.conf")


def test_the_proxy_of_the_containers_asks_again_where_the_pages_are():
    proxy = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]["proxy"]
    # nginx asks again from 1.27.3 on, and only the name server that its own image finds.
    assert tuple(map(int, proxy["image"].removeprefix("nginx:").split("."))) >= (1, 28)
    assert proxy["environment"] == {"NGINX_ENTRYPOINT_LOCAL_RESOLVERS": "1"}
    assert "./nginx.compose.conf:/etc/nginx/templates/default.conf.template:ro" in proxy["volumes"]
    text = (DEPLOY / "nginx.compose.conf").read_text(encoding="utf-8")
    # What the image fills in; words in lower case, such as $host, are nginx's own.
    assert re.findall(r"\$\{?[A-Z_]+\}?", text) == ["${NGINX_LOCAL_RESOLVERS}"]
    assert "server web:8000 resolve;" in text


def test_the_proxy_lets_a_file_through_that_the_program_takes():
    size = re.search(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text(encoding="utf-8"))
    default = tomllib.loads((ROOT / "config" / "defaults.toml").read_text(encoding="utf-8"))[
        "upload_limit_mb"
    ]
    assert size is not None
    # A larger file reaches the program too, which then says so on a page of its own.
    assert int(size[1]) == default * RECEIVED_TIMES


def test_nginx_takes_its_configuration(tmp_path):
    if shutil.which("nginx") is None or shutil.which("openssl") is None:
        pytest.skip("nginx or openssl is not here")
    names = ["-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem")]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=weerwoord.example.org"]
    subprocess.run([*make, *names], check=True, capture_output=True)  # noqa: S603  our own words
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8").replace("/etc/ssl/weerwoord", str(tmp_path))
    text = text.replace(" 443 ", " 8443 ").replace(":443 ", ":8443 ").replace("80;", "8080;")
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {text} }}"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    ran = subprocess.run(  # noqa: S603  our own words
        ["nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],  # noqa: S607
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
