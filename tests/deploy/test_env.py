"""deploy/env.py: what it reads, and that each failure names the cure."""

import json
from pathlib import Path

import pytest

from deploy import env

URL = "postgresql://svod_app:p%40ss@127.0.0.1:5433/svod"


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DATABASE_URL", "DATABASE_URL_OWNER", "DATABASE_URL_FEED", "REDIS_URL", "SECRET_KEY", "SVOD_DEMO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("SVOD_TOOLING", raising=False)
    monkeypatch.setattr(env, "VAR", tmp_path)
    env._embedded.cache_clear()


def _publish(tmp_path: Path) -> None:
    folder = tmp_path / "embedded" / "demo"
    folder.mkdir(parents=True)
    urls = {"DATABASE_URL": URL, "DATABASE_URL_OWNER": URL, "DATABASE_URL_FEED": URL, "REDIS_URL": "redis://here"}
    (folder / "urls.json").write_text(json.dumps(urls))


def test_databases_without_any_address_says_both_cures() -> None:
    with pytest.raises(env.Misconfigured, match=r"run \"make demo\".*or set DATABASE_URL"):
        env.databases()


def test_databases_gives_only_the_logins_that_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _publish(tmp_path)
    monkeypatch.setenv("DATABASE_URL", URL)

    assert set(env.databases()) == {"default", "aside"}


def test_databases_of_a_worker_has_its_own_login_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", URL)
    monkeypatch.setenv("DATABASE_URL_FEED", URL.replace("_app", "_feed"))

    databases = env.databases()

    assert set(databases) == {"default", "aside", "feed"}
    assert databases["feed"]["USER"] == "svod_feed"
    assert databases["default"]["PASSWORD"] == "p@ss"
    assert {database["ENGINE"] for database in databases.values()} == {"deploy.postgres"}
    assert databases["default"]["CONN_MAX_AGE"] == 900


def test_databases_finds_the_embedded_servers(tmp_path: Path) -> None:
    _publish(tmp_path)

    assert set(env.databases()) == {"default", "aside", "owner", "feed"}
    assert env.redis_url() == "redis://here"


@pytest.mark.parametrize("url", ["mysql://a:b@c/d", "svod", "postgresql://a:b@127.0.0.1:5432"])
def test_databases_refuses_an_address_that_is_none(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)

    with pytest.raises(env.Misconfigured, match="DATABASE_URL"):
        env.databases()


def test_redis_url_without_address_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", URL)

    with pytest.raises(env.Misconfigured, match="REDIS_URL"):
        env.redis_url()


def test_broken_urls_file_says_to_delete_it(tmp_path: Path) -> None:
    _publish(tmp_path)
    (tmp_path / "embedded" / "demo" / "urls.json").write_text("{")

    with pytest.raises(env.Misconfigured, match="delete it"):
        env.databases()


def test_secret_key_is_demanded_from_a_real_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", URL)

    with pytest.raises(env.Misconfigured, match="SECRET_KEY is not set"):
        env.secret_key()


def test_secret_key_of_the_demo_is_made_once_and_kept_private(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SVOD_DEMO", "1")

    first, second = env.secret_key(), env.secret_key()

    assert first == second
    assert len(first) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_tooling_needs_no_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVOD_TOOLING", "1")

    assert set(env.databases()) == {"default", "aside", "owner", "feed"}
    assert env.redis_url()
    assert env.secret_key()


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("yes", True), ("0", False), ("Off", False), ("", False)])
def test_flag_reads_yes_and_no(value: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVOD_X", value)

    assert env.flag("SVOD_X") is expected


def test_flag_refuses_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVOD_X", "perhaps")

    with pytest.raises(env.Misconfigured, match="SVOD_X is 'perhaps'; write 1 or 0"):
        env.flag("SVOD_X")


def test_text_and_number_name_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVOD_X", "many")

    with pytest.raises(env.Misconfigured, match="SVOD_X is 'many'; write a whole number"):
        env.number("SVOD_X")
    with pytest.raises(env.Misconfigured, match="SVOD_Y is not set"):
        env.text("SVOD_Y")
    assert env.number("SVOD_Y", 7) == 7


def test_places_are_named_directories(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVOD_X", "main=/srv/a, second=/mnt/b")
    assert env.places("SVOD_X", "") == {"main": Path("/srv/a"), "second": Path("/mnt/b")}


@pytest.mark.parametrize("value", ["main", "main=here", "=/srv/a", "a=/srv/a,a=/srv/b", "a b=/srv/a"])
def test_places_that_are_none_say_how_to_write_them(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVOD_X", value)
    with pytest.raises(env.Misconfigured, match="name=/absolute/directory"):
        env.places("SVOD_X", "")
