import time
from pathlib import Path

import pytest

from appliance.helper import board
from appliance.helper.voltage import is_low
from appliance.helper.voltage import Watcher
from appliance.machine.places import Places
from appliance.paths import Paths


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Return a Raspberry Pi in a folder."""
    put(tmp_path / "proc/device-tree/model", "Raspberry Pi 3 Model B Plus Rev 1.3\0")
    put(tmp_path / "proc/meminfo", "MemTotal:         931144 kB\nMemFree: 1 kB\n")
    put(tmp_path / "proc/uptime", "4321.87 9000.01\n")
    put(tmp_path / "proc/cmdline", "root=PARTUUID=1f2e3d4c-03 ro\n")
    put(tmp_path / "sys/class/thermal/thermal_zone0/type", "cpu-thermal\n")
    put(tmp_path / "sys/class/thermal/thermal_zone0/temp", "54768\n")
    put(tmp_path / "sys/class/hwmon/hwmon0/name", "cpu_thermal\n")
    put(tmp_path / "sys/class/hwmon/hwmon1/name", "rpi_volt\n")
    put(tmp_path / "sys/class/hwmon/hwmon1/in0_lcrit_alarm", "0\n")
    return Places(
        proc=tmp_path / "proc",
        sys=tmp_path / "sys",
        runtime=tmp_path / "runtime",
        data=tmp_path,
    )


def put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def alarm(places: Places, text: str) -> None:
    put(places.sys / "class/hwmon/hwmon1/in0_lcrit_alarm", text)


def test_a_pi_says_how_it_is(places: Places, tmp_path: Path) -> None:
    told = board.status(places, Paths(tmp_path), Watcher(places))
    assert told.model == "Raspberry Pi 3 Model B Plus Rev 1.3"
    assert (told.memory_mb, told.temperature_c, told.uptime, told.slot) == (953, 54.8, 4321, "b")
    assert (told.undervoltage_now, told.undervoltage_since_start) == (False, False)
    assert 0 < told.data_free_mb <= told.data_total_mb


def test_a_computer_without_sensors_says_null(tmp_path: Path) -> None:
    bare = Places(proc=tmp_path / "p", sys=tmp_path / "s", runtime=tmp_path / "r")
    told = board.status(bare, Paths(tmp_path), Watcher(bare))
    assert told.temperature_c is None
    assert told.undervoltage_now is None
    assert told.undervoltage_since_start is None
    assert (told.slot, told.memory_mb, told.uptime) == ("", 0, 0)


def test_an_emulator_is_called_one(places: Places) -> None:
    put(places.proc / "device-tree/model", "linux,dummy-virt\0")
    assert board.model(places) == "QEMU"


def test_without_a_device_tree_the_processor_is_named(places: Places) -> None:
    (places.proc / "device-tree/model").unlink()
    put(places.proc / "cpuinfo", "processor\t: 0\nmodel\t\t: 7\nmodel name\t: Quick 3000\n")
    assert board.model(places) == "Quick 3000"


def test_the_processors_zone_is_the_temperature(places: Places) -> None:
    put(places.sys / "class/thermal/thermal_zone0/type", "battery\n")
    put(places.sys / "class/thermal/thermal_zone1/type", "cpu-thermal\n")
    put(places.sys / "class/thermal/thermal_zone1/temp", "61000\n")
    assert board.temperature(places) == 61.0


def test_a_zone_that_says_nonsense_is_left_out(places: Places) -> None:
    put(places.sys / "class/thermal/thermal_zone0/temp", "?\n")
    assert board.temperature(places) is None


def test_low_voltage_is_remembered_when_it_is_over(places: Places) -> None:
    watcher = Watcher(places)
    alarm(places, "1\n")
    assert is_low(places) is True
    watcher.look()
    alarm(places, "0\n")
    watcher.look()
    assert (is_low(places), watcher.was_low) == (False, True)


def test_the_watcher_looks_by_itself(places: Places) -> None:
    watcher = Watcher(places, every=0.001)
    watcher.start()
    alarm(places, "1\n")
    while not watcher.was_low:
        time.sleep(0.001)
    watcher.stop()


def test_the_systems_name_is_read(tmp_path: Path) -> None:
    put(tmp_path / "os-release", 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n')
    assert board.os_name(tmp_path / "os-release") == "Debian GNU/Linux 13 (trixie)"


def test_a_clock_counts_as_set_once_somebody_has_set_it(places: Places, monkeypatch) -> None:
    monkeypatch.setattr(board, "_SYNCHRONISED", places.runtime / "none")
    assert not board.clock_is_set(places)
    board.note_clock_set(places)
    assert board.clock_is_set(places)
