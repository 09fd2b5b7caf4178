"""Addresses and networks of version 4 as numbers."""


def parse_address(text):
    """The number of an address such as `192.0.2.1`; strict, because `010` means different things to different programs."""
    parts = text.split(".")
    if len(parts) != 4:
        raise ValueError(f"not four parts: {text!r}")
    number = 0
    for part in parts:
        if not (part.isascii() and part.isdigit()):
            raise ValueError(f"not a number: {part!r}")
        if len(part) > 1 and part[0] == "0":
            raise ValueError(f"leading zero: {part!r}")
        value = int(part)
        if value > 255:
            raise ValueError(f"above 255: {part!r}")
        number = number * 256 + value
    return number


def format_address(number):
    if not 0 <= number < 2**32:
        raise ValueError(f"no address: {number}")
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


def mask_of(length):
    if not 0 <= length <= 32:
        raise ValueError(f"no prefix length: {length}")
    return (2**32 - 1) << (32 - length) & (2**32 - 1)


class Network:
    def __init__(self, address, length, strict=True):
        mask = mask_of(length)
        if strict and address & ~mask:
            raise ValueError("host bits are set")
        self.address = address & mask
        self.length = length

    @classmethod
    def parse(cls, text, strict=True):
        address, slash, length = text.partition("/")
        if slash and not length.isdigit():
            raise ValueError(f"no prefix length: {length!r}")
        return cls(parse_address(address), int(length) if slash else 32, strict)

    def __repr__(self):
        return f"{format_address(self.address)}/{self.length}"

    def __eq__(self, other):
        return (self.address, self.length) == (other.address, other.length)

    def __hash__(self):
        return hash((self.address, self.length))

    @property
    def size(self):
        return 2 ** (32 - self.length)

    @property
    def last(self):
        return self.address + self.size - 1

    def __contains__(self, address):
        return address & mask_of(self.length) == self.address

    def contains_network(self, other):
        return other.length >= self.length and other.address in self

    def hosts(self):
        """Addresses for hosts: without the first and the last, except in networks of one or two."""
        if self.length >= 31:
            return range(self.address, self.last + 1)
        return range(self.address + 1, self.last)

    def subnets(self, length):
        if length < self.length:
            raise ValueError("a subnet is not larger")
        step = 2 ** (32 - length)
        return [Network(start, length) for start in range(self.address, self.last + 1, step)]

    def supernet(self):
        if self.length == 0:
            raise ValueError("nothing is larger")
        return Network(self.address, self.length - 1, strict=False)


def collapse(networks):
    """The same addresses as few networks as possible, sorted."""
    result = []
    for network in sorted(networks, key=lambda each: (each.address, each.length)):
        if result and result[-1].contains_network(network):
            continue
        result.append(network)
        while len(result) > 1 and result[-1].length == result[-2].length and result[-1].length > 0:
            above = result[-2].supernet()
            if above.contains_network(result[-1]) and result[-2].address == above.address:
                result[-2:] = [above]
            else:
                break
    return result


def summarize(first, last):
    """The networks that cover exactly the addresses from first to last."""
    if last < first:
        raise ValueError("last before first")
    result = []
    while first <= last:
        length = 32
        while length > 0:
            wider = length - 1
            size = 2 ** (32 - wider)
            if first % size != 0 or first + size - 1 > last:
                break
            length = wider
        result.append(Network(first, length))
        first += 2 ** (32 - length)
    return result


def longest_match(routes, address):
    """What the routes say for an address: that of the most specific network; None without one."""
    best = None
    for network, target in routes:
        if address in network and (best is None or network.length > best[0].length):
            best = (network, target)
    return best[1] if best else None
