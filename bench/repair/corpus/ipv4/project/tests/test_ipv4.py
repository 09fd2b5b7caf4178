import pytest

from ipv4 import Network, collapse, format_address, longest_match, mask_of, parse_address, summarize


def net(text):
    return Network.parse(text)


def test_addresses():
    assert parse_address("0.0.1.2") == 258
    assert format_address(parse_address("192.168.1.10")) == "192.168.1.10"
    assert format_address(2**32 - 1) == "255.255.255.255"


@pytest.mark.parametrize("text", ["1.2.3", "1.2.3.4.5", "256.1.1.1", "a.b.c.d", "1..2.3", "-1.2.3.4", "010.8.8.8", "1.2.3.04"])
def test_bad_addresses(text):
    with pytest.raises(ValueError):
        parse_address(text)


def test_zero_is_no_leading_zero():
    assert parse_address("10.0.0.0") == 10 << 24


def test_masks():
    assert format_address(mask_of(24)) == "255.255.255.0"
    assert mask_of(0) == 0
    assert format_address(mask_of(32)) == "255.255.255.255"


def test_networks():
    network = net("10.1.2.0/23")
    assert str(network) == "10.1.2.0/23"
    assert network.size == 512
    assert format_address(network.last) == "10.1.3.255"
    assert parse_address("10.1.3.4") in network
    assert parse_address("10.1.4.0") not in network
    assert str(Network.parse("10.1.2.3")) == "10.1.2.3/32"


def test_host_bits():
    with pytest.raises(ValueError):
        net("10.0.0.1/24")
    assert str(Network.parse("10.0.0.1/24", strict=False)) == "10.0.0.0/24"


def test_hosts():
    assert [format_address(a) for a in net("10.0.0.0/30").hosts()] == ["10.0.0.1", "10.0.0.2"]
    assert len(net("10.0.0.0/31").hosts()) == 2
    assert len(net("10.0.0.5/32").hosts()) == 1


def test_subnets_and_supernet():
    assert [str(each) for each in net("10.0.0.0/24").subnets(26)] == ["10.0.0.0/26", "10.0.0.64/26", "10.0.0.128/26", "10.0.0.192/26"]
    assert str(net("10.0.1.0/24").supernet()) == "10.0.0.0/23"
    with pytest.raises(ValueError):
        net("10.0.0.0/24").subnets(23)


def test_contains_network():
    assert net("10.0.0.0/8").contains_network(net("10.2.0.0/16"))
    assert not net("10.0.0.0/16").contains_network(net("10.0.0.0/8"))


def test_collapse():
    texts = ["10.0.1.0/24", "10.0.0.0/24", "10.0.0.7/32", "10.0.2.0/24", "10.0.3.0/24", "10.0.5.0/24"]
    assert [str(each) for each in collapse(map(net, texts))] == ["10.0.0.0/22", "10.0.5.0/24"]
    assert [str(each) for each in collapse(map(net, ["10.0.1.0/24", "10.0.2.0/24"]))] == ["10.0.1.0/24", "10.0.2.0/24"]


def test_summarize():
    found = summarize(parse_address("10.0.0.1"), parse_address("10.0.0.8"))
    assert [str(each) for each in found] == ["10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/30", "10.0.0.8/32"]
    assert [str(each) for each in summarize(0, 2**32 - 1)] == ["0.0.0.0/0"]
    with pytest.raises(ValueError):
        summarize(2, 1)


def test_longest_match():
    routes = [(net("0.0.0.0/0"), "default"), (net("10.0.0.0/8"), "a"), (net("10.1.0.0/16"), "b")]
    assert longest_match(routes, parse_address("10.1.2.3")) == "b"
    assert longest_match(routes, parse_address("10.2.2.3")) == "a"
    assert longest_match(routes, parse_address("192.0.2.1")) == "default"
    assert longest_match(routes[1:], parse_address("192.0.2.1")) is None
