import unittest

from human import duration, int_comma, int_word, join_list, natural_size, natural_time, ordinal, plural, truncate


class NumbersTest(unittest.TestCase):
    def test_sizes(self):
        self.assertEqual(natural_size(300), "300 B")
        self.assertEqual(natural_size(3000), "3.0 kB")
        self.assertEqual(natural_size(1_500_000), "1.5 MB")
        self.assertEqual(natural_size(1536, binary=True), "1.5 KiB")
        self.assertEqual(natural_size(-4096), "-4.1 kB")

    def test_sizes_that_round_up_to_the_next_unit(self):
        self.assertEqual(natural_size(999_999), "1.0 MB")
        self.assertEqual(natural_size(1024**2 - 1, binary=True), "1.0 MiB")
        self.assertEqual(natural_size(10**16), "10000.0 TB")

    def test_commas(self):
        self.assertEqual(int_comma(100), "100")
        self.assertEqual(int_comma(1000), "1,000")
        self.assertEqual(int_comma(1234567.25), "1,234,567.25")
        self.assertEqual(int_comma(-123456), "-123,456")

    def test_words(self):
        self.assertEqual(int_word(100), "100")
        self.assertEqual(int_word(12400), "12.4 thousand")
        self.assertEqual(int_word(1_200_000_000), "1.2 billion")
        self.assertEqual(int_word(999_999_999), "1.0 billion")
        self.assertEqual(int_word(-2_000_000), "-2.0 million")

    def test_ordinals(self):
        self.assertEqual([ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)],
                         ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"])


class TextTest(unittest.TestCase):
    def test_plural(self):
        self.assertEqual(plural(1, "file"), "1 file")
        self.assertEqual(plural(0, "file"), "0 files")
        self.assertEqual(plural(2, "child", "children"), "2 children")

    def test_times(self):
        self.assertEqual(natural_time(3), "just now")
        self.assertEqual(natural_time(59), "59 seconds ago")
        self.assertEqual(natural_time(60), "1 minute ago")
        self.assertEqual(natural_time(7200), "2 hours ago")
        self.assertEqual(natural_time(-86400 * 3), "in 3 days")
        self.assertEqual(natural_time(86400 * 45), "1 month ago")
        self.assertEqual(natural_time(86400 * 800), "2 years ago")

    def test_durations(self):
        self.assertEqual(duration(3720), "1 hour and 2 minutes")
        self.assertEqual(duration(90061), "1 day and 1 hour")
        self.assertEqual(duration(90061, parts=4), "1 day, 1 hour, 1 minute and 1 second")
        self.assertEqual(duration(0), "0 seconds")

    def test_lists(self):
        self.assertEqual(join_list([]), "")
        self.assertEqual(join_list(["a"]), "a")
        self.assertEqual(join_list(["a", "b", 3], "or"), "a, b or 3")

    def test_truncate(self):
        self.assertEqual(truncate("short", 5), "short")
        self.assertEqual(truncate("a longer text", 9), "a longer…")
        self.assertEqual(truncate("a longer text", 8, "..."), "a lon...")
        self.assertEqual(truncate("abc", 2, "..."), "..")
