import pytest

from trainer import weights
from trainer.features import minilm
from trainer.features import MissingWeights
from trainer.features import use
from trainer.networks import Networks
from trainer.networks import OtherFeatures


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_network_is_loaded_once() -> None:
    networks = Networks()
    first = networks.get("text", use.VERSION)
    assert networks.get("text", use.VERSION) is first


def test_two_networks_of_sentences_become_one_and_share_what_is_loaded() -> None:
    networks = Networks()
    both = networks.get("text", f"{use.VERSION}+{minilm.VERSION}")
    assert both.version == f"{use.VERSION}+{minilm.VERSION}"
    assert both.width == both.embed([b"a cat"]).shape[1] == 512 + minilm.WIDTH
    networks.get("text", use.VERSION)
    assert networks.held == [use.VERSION, minilm.VERSION]


def test_what_nobody_uses_is_released() -> None:
    clock = Clock()
    networks = Networks(clock=clock)
    networks.get("text", use.VERSION)
    clock.now = 9.0
    networks.release(10)
    assert networks.held == [use.VERSION]
    clock.now = 10.0
    networks.release(10)
    assert networks.held == []


@pytest.mark.parametrize(("roomy", "kinds"), [(True, 2), (False, 1)])
def test_a_small_machine_holds_one_kind_at_a_time(roomy: bool, kinds: int) -> None:
    from trainer.features import uses

    networks = Networks(roomy=roomy)
    networks.get("text", use.VERSION)
    networks.get("images", uses("images").version)
    assert len(networks.held) == kinds


@pytest.mark.parametrize("kind", ["text", "images", "sounds"])
def test_a_version_that_nobody_knows_is_told(kind: str) -> None:
    with pytest.raises(OtherFeatures):
        Networks().get(kind, "other-1")


def test_missing_weights_are_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "where", lambda name: None)
    with pytest.raises(MissingWeights) as error:
        Networks().get("text", minilm.VERSION)
    assert minilm.NETWORK in error.value.names
