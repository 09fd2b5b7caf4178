"""Coupons as customers type them in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Coupon:
    """`kind` is "percent" (0 to 100) or "fixed" (cents)."""

    kind: str
    value: int


def parse_coupon(text):
    """Read "10%" or "2.50" as a coupon; ValueError for anything else."""
    text = text.strip()
    if text.endswith("%"):
        return Coupon("percent", int(text[:-1]))
    euros, _, cents = text.partition(".")
    return Coupon("fixed", int(euros) * 100 + int((cents + "00")[:2]))
