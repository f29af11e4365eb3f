from imagebuild import wheels

LOCK = """\
av==18.1.0 ; python_full_version < '3.12' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via crowdbox (setup.cfg)
av==19.0.2 ; python_full_version >= '3.12' \\
    --hash=sha256:cc
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:dd
flask==3.1.3 \\
    --hash=sha256:ee
"""


def test_the_lock_is_read_for_the_card_not_for_this_machine() -> None:
    kept = wheels.for_target(LOCK, "3.13")
    assert "av==19.0.2 \\\n    --hash=sha256:cc" in kept
    assert "18.1.0" not in kept
    assert "colorama" not in kept
    assert "flask==3.1.3 \\\n    --hash=sha256:ee" in kept


def test_the_real_lock_keeps_each_package_once() -> None:
    lines = wheels.for_target(wheels.LOCK.read_text(encoding="utf-8"), "3.13").splitlines()
    names = [line.split("==")[0] for line in lines if "==" in line and "hash" not in line]
    assert len(names) == len(set(names)) > 30
