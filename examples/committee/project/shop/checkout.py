"""What the till prints."""

from shop.coupon import parse_coupon
from shop.order import total


def receipt(lines, code=""):
    """The last line of a receipt; `code` is the coupon as the customer typed it."""
    coupon = parse_coupon(code) if code else None
    return f"Total: {total(lines, coupon) / 100:.2f}"
