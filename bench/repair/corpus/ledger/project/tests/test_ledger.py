import pytest

from ledger import Ledger, LedgerError, compound, installments, settle


@pytest.fixture
def ledger():
    book = Ledger(limits={"cash": 0})
    book.post("2024-01-05", "cash", "sales", 10_000)
    book.post("2024-02-10", "rent", "cash", 4_000)
    return book


def test_balances(ledger):
    assert ledger.balance("cash") == 6_000
    assert ledger.balance("sales") == -10_000
    assert ledger.balance("nobody") == 0
    assert ledger.accounts() == ["cash", "rent", "sales"]


def test_bad_postings(ledger):
    for amount in (0, -5):
        with pytest.raises(LedgerError):
            ledger.post("2024-03-01", "a", "b", amount)
    with pytest.raises(LedgerError):
        ledger.post("2024-03-01", "a", "a", 5)


def test_limits(ledger):
    ledger.post("2024-03-01", "rent", "cash", 6_000)
    with pytest.raises(LedgerError):
        ledger.post("2024-03-02", "rent", "cash", 1)
    assert ledger.balance("cash") == 0


def test_all_or_nothing(ledger):
    with pytest.raises(LedgerError):
        ledger.post_all([("2024-03-01", "rent", "cash", 5_000), ("2024-03-02", "rent", "cash", 5_000)])
    assert ledger.balance("cash") == 6_000
    assert len(ledger.statement("cash")) == 2
    assert len(ledger.post_all([("2024-03-01", "rent", "cash", 1), ("2024-03-02", "rent", "cash", 2)])) == 2


def test_reversal(ledger):
    entry = ledger.post("2024-03-01", "rent", "cash", 500, "march")
    back = ledger.reverse(entry, "2024-03-05")
    assert ledger.balance("cash") == 6_000
    assert back.note == "reversal: march"


def test_closed_periods(ledger):
    ledger.close("2024-02-29")
    ledger.close("2024-01-31")
    with pytest.raises(LedgerError):
        ledger.post("2024-02-29", "rent", "cash", 1)
    ledger.post("2024-03-01", "rent", "cash", 1)


def test_statement(ledger):
    ledger.post("2024-01-20", "cash", "sales", 500)
    assert ledger.statement("cash") == [("2024-01-05", 10_000, 10_000), ("2024-01-20", 500, 10_500), ("2024-02-10", -4_000, 6_500)]
    assert ledger.statement("cash", start="2024-01-20", end="2024-02-10") == [("2024-01-20", 500, 10_500), ("2024-02-10", -4_000, 6_500)]
    assert ledger.statement("cash", end="2024-01-05") == [("2024-01-05", 10_000, 10_000)]


def test_months(ledger):
    ledger.post("2024-01-20", "cash", "sales", 500)
    assert ledger.totals_by_month("cash") == {"2024-01": (10_500, 0), "2024-02": (0, 4_000)}


def test_installments():
    assert installments(100, 3) == [34, 33, 33]
    assert installments(101, 3) == [34, 34, 33]
    assert installments(99, 3) == [33, 33, 33]


def test_compound():
    assert compound(10_000, 5, 2) == 11_025
    assert compound(10_000, 12, 1, per_year=12) == 11_267


def test_settle():
    assert settle({"ann": 50, "bob": -30, "cat": -20}) == [("bob", "ann", 30), ("cat", "ann", 20)]
    assert settle({"a": 0}) == []
    with pytest.raises(ValueError):
        settle({"a": 1})
