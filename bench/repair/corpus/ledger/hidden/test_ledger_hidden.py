import random

import pytest

from ledger import Ledger, LedgerError, compound, installments, settle

NAMES = ["a", "b", "c", "d"]


@pytest.mark.parametrize("seed", range(40))
def test_against_a_model(seed):
    rng = random.Random(seed)
    limits = {"a": 50, "b": 0}
    book, model, closed = Ledger(limits), [], ""

    def balance(name, entries):
        return sum(amount * ((debit == name) - (credit == name)) for _, debit, credit, amount in entries)

    def try_post(entries, date, debit, credit, amount):
        bad = amount <= 0 or debit == credit or date <= closed
        bad = bad or (credit in limits and balance(credit, entries) - amount < -limits[credit])
        return None if bad else entries + [(date, debit, credit, amount)]

    def random_posting():
        return f"2024-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}", rng.choice(NAMES), rng.choice(NAMES), rng.randint(-1, 40)

    for _ in range(50):
        action = rng.randint(0, 9)
        if action == 0:
            date = f"2024-{rng.randint(1, 3):02}-15"
            book.close(date)
            closed = max(closed, date)
        elif action <= 2:
            postings = [random_posting() for _ in range(rng.randint(0, 3))]
            after = model
            for posting in postings:
                after = after if after is None else try_post(after, *posting)
            if after is None:
                with pytest.raises(LedgerError):
                    book.post_all(postings)
            else:
                assert len(book.post_all(postings)) == len(postings)
                model = after
        else:
            posting = random_posting()
            after = try_post(model, *posting)
            if after is None:
                with pytest.raises(LedgerError):
                    book.post(*posting)
            else:
                entry = book.post(*posting)
                assert (entry.date, entry.debit, entry.credit, entry.amount) == posting
                model = after
        for name in NAMES:
            assert book.balance(name) == balance(name, model)
    assert book.accounts() == [name for name in NAMES if balance(name, model)]
    for name in NAMES:
        lines, total = [], 0
        for date, debit, credit, amount in sorted(model, key=lambda each: each[0]):
            if name in (debit, credit):
                change = amount if debit == name else -amount
                total += change
                lines.append((date, change, total))
        assert book.statement(name) == lines
        start, end = "2024-04-10", "2024-09-20"
        assert book.statement(name, start, end) == [line for line in lines if start <= line[0] <= end]
        months = {}
        for date, change, _ in lines:
            received, given = months.get(date[:7], (0, 0))
            months[date[:7]] = (received + max(change, 0), given + max(-change, 0))
        assert book.totals_by_month(name) == months


def test_statement_includes_its_ends():
    book = Ledger()
    for day in ("01", "02", "03"):
        book.post(f"2024-01-{day}", "x", "y", 1)
    assert [line[0][-2:] for line in book.statement("x", "2024-01-02", "2024-01-02")] == ["02"]
    assert [line[2] for line in book.statement("y", start="2024-01-03")] == [-3]


def test_reversal_and_notes():
    book = Ledger(limits={"x": 0})
    entry = book.post("2024-01-01", "x", "y", 7, "n")
    back = book.reverse(entry, "2024-02-01")
    assert (back.debit, back.credit, back.amount, back.date, back.note) == ("y", "x", 7, "2024-02-01", "reversal: n")
    with pytest.raises(LedgerError):
        book.reverse(entry, "2024-02-02")


def test_taken_back_postings_leave_equal_entries_alone():
    book = Ledger(limits={"y": 5})
    book.post("2024-01-01", "x", "y", 3)
    with pytest.raises(LedgerError):
        book.post_all([("2024-01-01", "x", "z", 3), ("2024-01-01", "x", "y", 3)])
    assert book.statement("x") == [("2024-01-01", 3, 3)] and book.statement("z") == []


@pytest.mark.parametrize("count", range(1, 8))
def test_installments_add_up(count):
    for total in range(0, 40):
        parts = installments(total, count)
        assert sum(parts) == total and len(parts) == count
        assert parts == sorted(parts, reverse=True) and max(parts) - min(parts) <= 1
    with pytest.raises(ValueError):
        installments(5, 0)


@pytest.mark.parametrize("cents, rate, years, per_year, expected", [
    (10_000, 0, 5, 1, 10_000), (10_000, 10, 0, 1, 10_000), (10_000, 10, 1, 1, 11_000), (10_000, 10, 1, 2, 11_025), (333, 7, 3, 1, 408), (100, 100, 3, 1, 800), (12_345, 3, 2, 4, 13_106),
])
def test_interest(cents, rate, years, per_year, expected):
    assert compound(cents, rate, years, per_year) == expected


@pytest.mark.parametrize("seed", range(30))
def test_settlements(seed):
    rng = random.Random(seed)
    balances = {name: rng.randint(-20, 20) for name in "abcde"}
    balances["f"] = -sum(balances.values())
    payments = settle(balances)
    left = dict(balances)
    for debtor, creditor, amount in payments:
        assert amount > 0
        left[debtor] += amount
        left[creditor] -= amount
    assert set(left.values()) == {0}
    assert len(payments) < max(1, sum(balance != 0 for balance in balances.values()))
    if payments:
        worst = min(balances.values())
        assert balances[payments[0][0]] == worst and balances[payments[0][1]] == max(balances.values())
