"""What careless users, hostile files and failing machines do to the command line: one sentence, nothing lost."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from os1 import config
from os1.testing.command import argv, os1, sentence

LINE = {"id": "1", "speaker": "Ann", "time": "2026-01-05T10:00:00", "text": "The boat is called Marguerite."}
PAGE = 4096
_BARE = {"OS1_MODELS": os.devnull}
"""No weights at all: the talk is of set phrases, and nothing has to load."""


def imported(home: Path, *lines: dict[str, str]) -> Path:
    file = home.with_name("lines.jsonl")
    file.write_text("".join(json.dumps(line) + "\n" for line in lines or [LINE]))
    assert os1("memory", "import", file, home=home).returncode == 0
    return home


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds 300 lines; copy it before harming it."""
    home = tmp_path_factory.mktemp("told") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OS1_KEYRING", "never")
        return imported(home, *({**LINE, "id": str(number)} for number in range(300)))


@pytest.fixture
def harmed(told: Path, tmp_path: Path) -> Path:
    return shutil.copytree(told, tmp_path / "home")


@contextmanager
def chatting(home: Path) -> Iterator[subprocess.Popen[str]]:
    """`os1 chat` with pipes for a terminal, once it has said its first words."""
    with subprocess.Popen(
        argv("chat", home=home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=config.child_environment(**_BARE),
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline()
            yield process
        finally:
            process.kill()


def tell(process: subprocess.Popen[str], words: str) -> str:
    """Type `words`; gives the line that answers."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(words + "\n")
    process.stdin.flush()
    return process.stdout.readline()


def test_another_key_is_refused_and_the_right_one_opens_again(harmed: Path) -> None:
    right = (harmed / "os1.key").read_bytes()
    (harmed / "os1.key").write_bytes(bytes(32))
    for command in (("memory", "stats"), ("chat", "--once", "Hello.")):
        done = os1(*command, home=harmed, **_BARE)
        assert done.returncode == 4
        assert "key" in sentence(done)
    (harmed / "os1.key").write_bytes(right)
    assert "utterances: 300" in os1("memory", "stats", home=harmed).stdout


def test_a_wrong_key_without_its_record_is_not_taken_for_the_right_one(harmed: Path) -> None:
    right = (harmed / "os1.key").read_bytes()
    (harmed / "key.where").unlink()
    (harmed / "os1.key").write_bytes(bytes(32))
    assert "key" in sentence(os1("memory", "stats", home=harmed))
    (harmed / "os1.key").write_bytes(right)
    assert "utterances: 300" in os1("memory", "stats", home=harmed).stdout


@pytest.mark.parametrize(
    "record",
    ["{}", '{"where": "moon", "name": "a", "check": "b"}', '{"where": "file", "name": "a", "check": 3}'],
)
def test_a_record_of_the_key_that_makes_no_sense_says_so(harmed: Path, record: str) -> None:
    (harmed / "key.where").write_text(record)
    assert "key.where is damaged" in sentence(os1("memory", "stats", home=harmed))


@pytest.mark.parametrize("left", [0, 1, PAGE])
def test_a_truncated_store_is_never_taken_for_a_new_one(harmed: Path, left: int) -> None:
    store = harmed / "os1.db"
    size = store.stat().st_size
    whole = store.read_bytes()
    os.truncate(store, left % size)
    cut = store.read_bytes()
    done = os1("memory", "stats", home=harmed)
    assert done.returncode == 4
    assert "backup" in sentence(done)
    assert store.read_bytes() == cut
    store.write_bytes(whole)
    assert "utterances: 300" in os1("memory", "stats", home=harmed).stdout


def test_a_store_whose_end_is_cut_off_is_mended_and_says_so(harmed: Path) -> None:
    store = harmed / "os1.db"
    os.truncate(store, store.stat().st_size - 1)
    cut = store.read_bytes()
    done = os1("memory", "stats", home=harmed)
    assert "utterances: 300" in done.stdout
    assert "damaged" in done.stderr
    assert (harmed / "aside-1" / "os1.db").read_bytes() == cut
    assert os1("memory", "stats", home=harmed).stderr == ""


def test_garbage_in_the_place_of_the_store_is_left_alone_and_erased_only_when_asked(harmed: Path) -> None:
    garbage = os.urandom(50_000)
    (harmed / "os1.db").write_bytes(garbage)
    assert "damaged" in sentence(os1("chat", "--once", "Hello.", home=harmed, **_BARE))
    assert (harmed / "os1.db").read_bytes() == garbage
    assert os1("erase", "--yes", home=harmed).returncode == 0
    assert os1("chat", "--once", "Hello.", home=harmed, **_BARE).returncode == 0


def test_a_lost_store_can_be_given_up(harmed: Path) -> None:
    (harmed / "os1.db").unlink()
    assert "os1 erase" in sentence(os1("memory", "stats", home=harmed))
    assert os1("erase", "--yes", home=harmed).returncode == 0
    assert "utterances: 0" in os1("memory", "stats", home=harmed).stdout


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can limit a running process's files")
def test_a_disk_that_fills_during_the_talk_is_told_and_costs_only_what_was_told_it(tmp_path: Path) -> None:
    import resource

    with chatting(tmp_path / "home") as process:
        tell(process, "I was born in Oslo.")
        limits = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (PAGE, limits[1]))
        assert "couldn't write that down" in tell(process, "The code of the safe is nine.")
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, limits)
        assert "couldn't" not in tell(process, "I like the sea.")
    shown = os1("memory", "show", home=tmp_path / "home").stdout
    assert "born in Oslo" in shown
    assert "like the sea" in shown
    assert "the safe" not in shown


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(
    "words", [("memory", "show"), ("chat", "--once", "Hello."), ("--help",)], ids=" ".join
)
def test_output_that_cannot_be_written_gets_one_sentence(told: Path, words: tuple[str, ...]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            argv(*words, home=told),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=config.child_environment(**_BARE),
            check=False,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("os1: The output cannot be written")
    assert "Traceback" not in done.stderr


def test_a_reader_that_went_away_is_no_reason_to_complain(told: Path) -> None:
    with subprocess.Popen(
        argv("memory", "show", "-n", "300", home=told),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.skipif(os.name != "posix", reason="closing streams is the shell's")
def test_closed_streams_are_as_good_as_empty_ones(tmp_path: Path) -> None:
    line = " ".join(f"'{word}'" for word in argv("chat", home=tmp_path / "home"))
    done = subprocess.run(
        ["sh", "-c", f"{line} <&- >&- 2>&-"], env=config.child_environment(**_BARE), check=False, timeout=60
    )
    assert done.returncode == 0


def test_a_query_is_words_whatever_it_holds(told: Path) -> None:
    queries = [
        '"boat',
        "boat*",
        "NEAR(boat, 3)",
        "NOT boat",
        "-boat",
        "{boat}",
        "text:boat",
        "boat\x00",
        "boat 🚤",
    ]
    batch = told.with_name("queries.txt")
    batch.write_text("\n".join([*queries, "boat " * 2000, "🚤"]))
    done = os1("memory", "search", "-k", "1", "--json", "--batch", batch, home=told)
    found = [len(json.loads(line)) for line in done.stdout.splitlines()]
    assert found == [1] * (len(queries) + 1) + [0]


@pytest.mark.parametrize("file", ["nothing", "folder", "binary"])
def test_what_cannot_be_imported_is_named(tmp_path: Path, file: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary").write_bytes(b"\xf8\x00" * 500)
    assert str(tmp_path / file) in sentence(os1("memory", "import", tmp_path / file, home=tmp_path / "home"))


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("[1, 2]", "object"),
        ('{"id": "2"}', "speaker"),
        (json.dumps({**LINE, "time": "yesterday"}), "yesterday"),
        ("[" * 100_000, "depth"),
    ],
    ids=["list", "fields", "time", "deep"],
)
def test_a_line_that_cannot_be_imported_is_named(tmp_path: Path, line: str, word: str) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(json.dumps(LINE) + "\n" + line + "\n")
    said = sentence(os1("memory", "import", file, home=tmp_path / "home"))
    assert "Line 2" in said
    assert word in said


def test_an_export_never_mixes_with_other_files(told: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert "not empty" in sentence(os1("export", tmp_path, home=told))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert "mine.txt" in sentence(os1("export", tmp_path / "mine.txt", home=told))


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("models = 3", "models is 3"),
        ("brain_url = 3", "brain_url is 3"),
        ("threads = true", "threads is True"),
        ("port = 1.5", "port is 1.5"),
        ("\0", "not valid TOML"),
    ],
)
def test_a_setting_that_cannot_be_used_gets_one_sentence(tmp_path: Path, line: str, named: str) -> None:
    (tmp_path / "settings.toml").write_text(line)
    assert named in sentence(os1("self", home=tmp_path))


def test_a_variable_that_cannot_be_used_gets_one_sentence(tmp_path: Path) -> None:
    assert "offline is 'perhaps'" in sentence(os1("self", home=tmp_path, OS1_OFFLINE="perhaps"))


def test_settings_that_are_a_folder_get_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    assert "settings.toml" in sentence(os1("self", home=tmp_path))


@pytest.mark.parametrize("url", ["nonsense", "ftp://here/v1", "http://[bad/v1", "http://localhost:port/v1"])
def test_a_brain_that_cannot_be_reached_is_told_beside_the_talk(tmp_path: Path, url: str) -> None:
    done = os1("chat", "--once", "Hello.", home=tmp_path, OS1_BRAIN_URL=url, **_BARE)
    assert done.returncode == 0
    assert done.stdout.strip()
    assert done.stderr.startswith("Without brain: brain_url is")


def test_without_weights_it_talks_and_every_engine_says_what_to_do(tmp_path: Path) -> None:
    home = tmp_path / "ünï 家" / ("long" * 40)
    chat = os1("chat", "--once", "Remind me to call Mum tomorrow at five.", home=home, **_BARE)
    assert "five in the afternoon" in chat.stdout
    assert "os1 models fetch" in chat.stderr
    sound = tmp_path / "silence.wav"
    wav(sound, np.zeros(16_000), 16_000)
    for words in (
        ("hear", sound),
        ("say", "Hello.", "-o", tmp_path / "o.wav"),
        ("talk", "--in", sound, "--out", sound),
    ):
        done = os1(*words, home=home, **_BARE)
        assert done.returncode == 3
        assert "os1 models fetch" in sentence(done)


def test_the_talk_survives_any_bytes(tmp_path: Path) -> None:
    done = subprocess.run(
        argv("chat", home=tmp_path),
        input=b"\xff\xfe\x00\x1b[2J\n" + b"word " * 20_000 + b"\nHello.\n",
        capture_output=True,
        env=config.child_environment(
            LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", TERM="dumb", **_BARE
        ),
        check=False,
        timeout=60,
    )
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 4
    assert "utterances: 7" in os1("memory", "stats", home=tmp_path).stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_talk_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with chatting(tmp_path / "home") as process:
        tell(process, "I was born in Oslo.")
        process.send_signal(number)
        assert process.wait(30) == 130
        assert process.stderr is not None
        assert process.stderr.read().splitlines()[-1] == "os1: Stopped."
    assert "born in Oslo" in os1("memory", "show", home=tmp_path / "home").stdout


def wav(path: Path, samples: NDArray[Any], rate: int, subtype: str = "PCM_16") -> None:
    import soundfile

    soundfile.write(path, samples, rate, subtype=subtype)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """An OS that runs without engines: its home, and the port of its page."""
    home = tmp_path / "home"
    with subprocess.Popen(
        argv("--port", "0", home=home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=config.child_environment(**_BARE),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        here = process.stdout.readline()
        yield home, int(here.split("127.0.0.1:")[1].split("/")[0])
        process.terminate()
        assert process.wait(30) == 130
        assert "Traceback" not in process.stderr.read()


def test_beside_an_os_that_runs(running: tuple[Path, int], tmp_path: Path) -> None:
    home, port = running
    twice = os1("--port", "0", home=home, **_BARE)
    assert twice.returncode == 7
    assert "already runs" in twice.stderr.splitlines()[-1]
    taken = os1("--port", str(port), home=tmp_path / "other", **_BARE)
    assert taken.returncode == 7
    assert f"Port {port}" in taken.stderr.splitlines()[-1]
    assert os1("chat", "--once", "I was born in Oslo.", home=home).stdout.strip()
    assert os1("chat", "--once", "word " * 20_000, home=home).stdout.strip()
    assert "born in Oslo" in os1("memory", "show", home=home).stdout
    assert "stop it" in sentence(os1("erase", "--yes", home=home))


def sounds() -> dict[str, NDArray[Any]]:
    """Ten seconds each of what is no speech, at 16 kHz."""
    chance, seconds = np.random.default_rng(1), np.arange(160_000) / 16_000
    claps = np.zeros(160_000)
    for at in chance.integers(0, 159_000, 4000):
        claps[at : at + 300] += chance.normal(0, 0.1, 300) * np.exp(-np.arange(300) / 60)
    return {
        "silence": np.zeros(160_000),
        "noise": chance.normal(0, 0.1, 160_000),
        "sine": 0.3 * np.sin(2 * np.pi * 440 * seconds),
        "applause": np.clip(claps, -1, 1),
    }


@pytest.mark.models
@pytest.mark.parametrize("name", sounds())
def test_what_is_no_speech_prints_nothing(tmp_path: Path, name: str) -> None:
    wav(tmp_path / "sound.wav", sounds()[name], 16_000)
    done = os1("hear", tmp_path / "sound.wav", home=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.models
def test_nothing_to_say_no_such_voice_and_no_such_place_get_one_sentence(tmp_path: Path) -> None:
    out = tmp_path / "out.wav"
    assert "nothing to say" in sentence(os1("say", "", "-o", out))
    assert "af_heart" in sentence(os1("say", "Hello.", "-o", out, "--voice", "nobody"))
    assert "no folder" in sentence(os1("say", "Hello.", "-o", tmp_path / "none" / "out.wav"))
    assert "it is a folder" in sentence(os1("say", "Hello.", "-o", tmp_path))
    assert "a device or a pipe" in sentence(os1("say", "Hello.", "-o", os.devnull))
    assert "a device or a pipe" in sentence(os1("hear", os.devnull))
    assert not Path(os.devnull).is_file()


@pytest.mark.models
@pytest.mark.slow
def test_any_rate_and_channels_are_heard_and_each_engine_may_die_in_mid_turn(tmp_path: Path) -> None:
    """One talk of three turns; the ears, the brain and the mouth are killed in one each."""
    import soundfile
    import soxr

    question, stereo, phone = (tmp_path / f"{name}.wav" for name in ("question", "stereo", "phone"))
    assert os1("say", "I went to the market this morning.", "-o", question).returncode == 0
    sound, rate = soundfile.read(question)
    wav(stereo, np.stack([soxr.resample(sound, rate, 44_100)] * 2, axis=1), 44_100)
    wav(phone, soxr.resample(sound, rate, 8000), 8000, "ULAW")
    assert "market" in os1("hear", phone).stdout
    trace = tmp_path / "trace.jsonl"
    words: list[str | Path] = [
        "--in",
        question,
        "--in",
        stereo,
        "--in",
        phone,
        "--out",
        tmp_path / "out.wav",
        "--trace",
        trace,
    ]
    with subprocess.Popen(
        argv("talk", *words, home=tmp_path / "home"), stderr=subprocess.PIPE, text=True
    ) as talk:
        try:
            for role, event, number in (
                ("ears", "speech_end", 1),
                ("brain", "transcript", 2),
                ("mouth", "transcript", 3),
            ):
                while [one["event"] for one in read(trace)].count(event) < number:
                    assert talk.poll() is None, talk.stderr.read() if talk.stderr else ""
                    time.sleep(0.01)
                kill_engine(talk, role)
            talk.wait(120)
        finally:
            talk.kill()
    assert talk.returncode == 0
    replies = [one["text"] for one in read(trace) if one["event"] == "reply_text"]
    assert len(replies) == 3
    assert all(replies)


def read(trace: Path) -> list[dict[str, Any]]:
    """The whole lines of a trace that is being written."""
    if not trace.exists():
        return []
    return [json.loads(line) for line in trace.read_text().split("\n")[:-1]]


def kill_engine(talk: subprocess.Popen[str], role: str) -> None:
    """Kill the `role` engine of `talk`, which may be slow to start it."""
    import psutil

    while talk.poll() is None:
        with contextlib.suppress(psutil.NoSuchProcess):  # one may end between two looks
            for child in psutil.Process(talk.pid).children(recursive=True):
                if any(f"{role}_worker" in word for word in child.cmdline()):
                    child.kill()
                    return
        time.sleep(0.01)
    raise AssertionError(f"the talk ended without {role}")
