"""Cutting a rod into pieces that sell best."""


def cut_rod(prices, length):
    """The best total and the pieces for it; prices[0] is that of a piece of length 1."""
    best = [0] * (length + 1)
    first = [0] * (length + 1)
    for size in range(1, length + 1):
        for piece in range(1, min(size, len(prices)) + 1):
            value = prices[piece - 1] + best[size - piece]
            if value > best[size]:
                best[size] = value
                first[size] = piece
    total = best[length]
    pieces = []
    while length > 0 and first[length] > 0:
        pieces.append(first[length])
        length -= first[length]
    return total, pieces
