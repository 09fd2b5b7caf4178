import unittest

from shop.coupon import Coupon
from shop.order import subtotal, total

LINES = [(1000, 2), (250, 1)]


class OrderTest(unittest.TestCase):
    def test_subtotal(self):
        self.assertEqual(subtotal(LINES), 2250)

    def test_no_coupon(self):
        self.assertEqual(total(LINES), 2250)

    def test_percent(self):
        self.assertEqual(total(LINES, Coupon("percent", 10)), 2025)

    def test_fixed_never_below_zero(self):
        self.assertEqual(total(LINES, Coupon("fixed", 9999)), 0)
