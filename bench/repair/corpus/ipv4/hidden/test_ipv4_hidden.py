import ipaddress
import random

import pytest

from ipv4 import Network, collapse, format_address, longest_match, mask_of, parse_address, summarize


def some(rng, lengths=(20, 32)):
    length = rng.randint(*lengths)
    address = (10 << 24 | rng.randrange(2**13)) & mask_of(length)
    return Network(address, length), ipaddress.ip_network((address, length))


@pytest.mark.parametrize("seed", range(60))
def test_like_the_standard_library(seed):
    rng = random.Random(seed)
    ours, theirs = some(rng)
    assert str(ours) == str(theirs) and ours.size == theirs.num_addresses and ours.last == int(theirs.broadcast_address)
    assert list(ours.hosts()) == [int(host) for host in theirs.hosts()]
    length = min(32, ours.length + rng.randint(0, 4))
    assert [str(each) for each in ours.subnets(length)] == [str(each) for each in theirs.subnets(new_prefix=length)]
    assert str(ours.supernet()) == str(theirs.supernet())
    other, their_other = some(rng)
    assert ours.contains_network(other) == their_other.subnet_of(theirs)
    for address in [ours.address, ours.last, ours.address - 1, ours.last + 1, other.address]:
        assert (address in ours) == (ipaddress.ip_address(address) in theirs)
    pairs = [some(rng, (27, 32)) for _ in range(rng.randint(0, 12))]
    pairs += [(each, ipaddress.ip_network(str(each))) for base, _ in pairs[:2] for each in base.subnets(min(32, base.length + 1))]
    rng.shuffle(pairs)
    expected = sorted(ipaddress.collapse_addresses([theirs for _, theirs in pairs]))
    assert [str(each) for each in collapse([ours for ours, _ in pairs])] == [str(each) for each in expected]
    first = rng.randrange(2**10)
    last = first + rng.randrange(2**9)
    ranged = ipaddress.summarize_address_range(ipaddress.ip_address(first), ipaddress.ip_address(last))
    assert [str(each) for each in summarize(first, last)] == [str(each) for each in ranged]


@pytest.mark.parametrize("text", ["", "1", "1.2.3.", ".1.2.3", "1.2.3.256", "1.2.3.+4", "1.2.3. 4", "00.1.1.1", "1.01.1.1", "1.1.1.1/8", "1.2.3.x", "1.2.3.٣", "999.1.1.1"])
def test_bad_addresses(text):
    with pytest.raises(ValueError):
        parse_address(text)


@pytest.mark.parametrize("text", ["0.0.0.0", "255.255.255.255", "1.0.0.0", "100.10.0.255", "9.8.7.6"])
def test_round_trips(text):
    assert format_address(parse_address(text)) == text and parse_address(text) == int(ipaddress.ip_address(text))


@pytest.mark.parametrize("number", [-1, 2**32])
def test_no_such_numbers(number):
    with pytest.raises(ValueError):
        format_address(number)


@pytest.mark.parametrize("length", range(33))
def test_masks(length):
    assert mask_of(length) == int(ipaddress.ip_network((0, length)).netmask)
    assert Network(0, length).size == 2 ** (32 - length)


@pytest.mark.parametrize("outer", range(16, 25))
@pytest.mark.parametrize("inner", range(16, 25))
def test_networks_within_each_other(outer, inner):
    first = Network(10 << 24, outer)
    assert first.contains_network(Network(10 << 24, inner)) == (inner >= outer)
    assert not first.contains_network(Network(11 << 24, inner))


@pytest.mark.parametrize("text", ["1.2.3.4/33", "1.2.3.4/", "1.2.3.4/x", "1.2.3.4/-1", "1.2.3.4/31/1", "10.0.0.1/31"])
def test_bad_networks(text):
    with pytest.raises(ValueError):
        Network.parse(text)


def test_edges():
    with pytest.raises(ValueError):
        Network(0, 0).supernet()
    with pytest.raises(ValueError):
        Network(0, 8).subnets(7)
    assert summarize(5, 5) == [Network(5, 32)]
    assert summarize(0, 2**32 - 1) == [Network(0, 0)]
    assert collapse([Network(0, 1), Network(2**31, 1)]) == [Network(0, 0)]
    assert len({Network(0, 8), Network(0, 8), Network(0, 9)}) == 2


def test_routes_in_any_order():
    routes = [(Network.parse(text), text) for text in ("0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.1.0/24", "10.1.1.1/32")]
    for seed in range(10):
        random.Random(seed).shuffle(routes)
        for address, expected in (("10.1.1.1", "10.1.1.1/32"), ("10.1.1.2", "10.1.1.0/24"), ("10.1.2.1", "10.1.0.0/16"), ("10.9.9.9", "10.0.0.0/8"), ("11.0.0.0", "0.0.0.0/0")):
            assert longest_match(routes, parse_address(address)) == expected
    assert longest_match([], 0) is None
