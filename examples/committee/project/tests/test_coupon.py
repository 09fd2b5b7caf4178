import unittest

from shop.coupon import Coupon, parse_coupon


class ParseCouponTest(unittest.TestCase):
    def test_percent(self):
        self.assertEqual(parse_coupon(" 10% "), Coupon("percent", 10))

    def test_fixed(self):
        self.assertEqual(parse_coupon("2.5"), Coupon("fixed", 250))

    def test_anything_else(self):
        with self.assertRaises(ValueError):
            parse_coupon("free")
