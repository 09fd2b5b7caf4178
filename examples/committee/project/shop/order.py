"""The total of an order."""


def subtotal(lines):
    """The sum of (price, quantity) pairs."""
    return sum(price * quantity for price, quantity in lines)


def total(lines, coupon=None):
    """The subtotal less one coupon, never below zero."""
    amount = subtotal(lines)
    if coupon is None:
        return amount
    if coupon.kind == "percent":
        amount -= amount * coupon.value // 100
    else:
        amount -= coupon.value
    return max(amount, 0)
