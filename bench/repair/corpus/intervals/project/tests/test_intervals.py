import unittest

from intervals import Interval, covered, first_free, gaps, merge, most_at_once, subtract


def of(*pairs):
    return [Interval(start, end) for start, end in pairs]


class IntervalTest(unittest.TestCase):
    def test_contains_its_start_and_not_its_end(self):
        interval = Interval(1, 3)
        self.assertTrue(interval.contains(1))
        self.assertTrue(interval.contains(2))
        self.assertFalse(interval.contains(3))

    def test_neighbours_touch_and_do_not_overlap(self):
        self.assertFalse(Interval(1, 3).overlaps(Interval(3, 5)))
        self.assertFalse(Interval(3, 5).overlaps(Interval(1, 3)))
        self.assertTrue(Interval(1, 3).touches(Interval(3, 5)))
        self.assertTrue(Interval(1, 4).overlaps(Interval(3, 5)))

    def test_intersect(self):
        self.assertEqual(Interval(1, 5).intersect(Interval(3, 8)), Interval(3, 5))
        self.assertIsNone(Interval(1, 3).intersect(Interval(3, 8)))

    def test_end_before_start(self):
        with self.assertRaises(ValueError):
            Interval(2, 1)


class SetTest(unittest.TestCase):
    def test_merge(self):
        self.assertEqual(merge(of((5, 7), (1, 3), (2, 4))), of((1, 4), (5, 7)))

    def test_merge_neighbours(self):
        self.assertEqual(merge(of((1, 3), (3, 5))), of((1, 5)))

    def test_merge_one_inside_another(self):
        self.assertEqual(merge(of((1, 10), (2, 3), (4, 5))), of((1, 10)))

    def test_subtract(self):
        self.assertEqual(subtract(Interval(0, 10), of((2, 3), (5, 7))), of((0, 2), (3, 5), (7, 10)))
        self.assertEqual(subtract(Interval(0, 10), of((-5, 2), (8, 12))), of((2, 8)))
        self.assertEqual(subtract(Interval(0, 4), of((5, 7))), of((0, 4)))

    def test_gaps(self):
        self.assertEqual(gaps(of((6, 8), (0, 2), (1, 3))), of((3, 6)))

    def test_covered_counts_once(self):
        self.assertEqual(covered(of((0, 4), (2, 6), (10, 11))), 7)

    def test_most_at_once(self):
        self.assertEqual(most_at_once(of((0, 3), (1, 4), (2, 5), (6, 7))), 3)
        self.assertEqual(most_at_once(of((0, 2), (2, 4))), 1)

    def test_first_free(self):
        busy = of((1, 3), (4, 8))
        self.assertEqual(first_free(busy, 1), 0)
        self.assertEqual(first_free(busy, 1, earliest=2), 3)
        self.assertEqual(first_free(busy, 2), 8)


if __name__ == "__main__":
    unittest.main()
