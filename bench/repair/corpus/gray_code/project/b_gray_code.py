"""Gray codes, in which neighbours differ by one bit."""


def to_gray(number):
    return number ^ (number >> 1)


def from_gray(code):
    """The number whose Gray code this is."""
    number = 0
    while code:
        number ^= code
        code >>= 1
    return number


def gray_sequence(bits):
    """All codes of that many bits in order, as texts of 0 and 1."""
    codes = [""]
    for _ in range(bits):
        codes = ["0" + code for code in codes] + ["1" + code for code in reversed(codes)]
    return codes
