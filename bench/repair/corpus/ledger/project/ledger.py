"""Accounts with double entry, in whole cents."""
from collections import defaultdict


class LedgerError(Exception):
    pass


class Entry:
    def __init__(self, date, debit, credit, amount, note=""):
        self.date = date
        self.debit = debit
        self.credit = credit
        self.amount = amount
        self.note = note


class Ledger:
    """What is debited grows an account, what is credited shrinks it."""

    def __init__(self, limits=None):
        self._entries = []
        self._balances = defaultdict(int)
        self._limits = dict(limits or {})
        self._closed_until = None

    def balance(self, account):
        return self._balances.get(account, 0)

    def accounts(self):
        return sorted(account for account, balance in self._balances.items() if balance != 0)

    def post(self, date, debit, credit, amount, note=""):
        if amount <= 0:
            raise LedgerError("amount must be positive")
        if debit == credit:
            raise LedgerError("an account cannot pay itself")
        if self._closed_until is not None and date <= self._closed_until:
            raise LedgerError("period is closed")
        limit = self._limits.get(credit)
        if limit is not None and self.balance(credit) - amount < -limit:
            raise LedgerError(f"limit of {credit} exceeded")
        entry = Entry(date, debit, credit, amount, note)
        self._entries.append(entry)
        self._balances[debit] += amount
        self._balances[credit] -= amount
        return entry

    def post_all(self, postings):
        """All of them, or none: what was posted is taken back when one fails."""
        done = []
        try:
            for posting in postings:
                done.append(self.post(*posting))
        except LedgerError:
            for entry in reversed(done):
                self._take_back(entry)
            raise
        return done

    def _take_back(self, entry):
        self._entries.remove(entry)
        self._balances[entry.debit] -= entry.amount
        self._balances[entry.credit] += entry.amount

    def reverse(self, entry, date):
        """Posts the opposite of an entry."""
        return self.post(date, entry.credit, entry.debit, entry.amount, f"reversal: {entry.note}")

    def close(self, date):
        """Nothing can be posted up to this date any more; it never moves back."""
        if self._closed_until is None or date > self._closed_until:
            self._closed_until = date

    def statement(self, account, start=None, end=None):
        """Lines of date, change and balance after it, by date; start and end are included."""
        balance = 0
        lines = []
        for entry in sorted(self._entries, key=lambda each: each.date):
            if account not in (entry.debit, entry.credit):
                continue
            change = entry.amount if entry.debit == account else -entry.amount
            balance += change
            if start is not None and entry.date < start:
                continue
            if end is not None and entry.date > end:
                break
            lines.append((entry.date, change, balance))
        return lines

    def totals_by_month(self, account):
        """What an account received and gave in each month, as {"2024-03": (received, given)}."""
        totals = {}
        for entry in self._entries:
            month = entry.date[:7]
            received, given = totals.get(month, (0, 0))
            if entry.debit == account:
                totals[month] = (received + entry.amount, given)
            elif entry.credit == account:
                totals[month] = (received, given + entry.amount)
        return totals


def installments(total, count):
    """Equal parts that add up to the total; the first are larger by a cent where it does not divide."""
    if count < 1:
        raise ValueError("count must be at least 1")
    part, extra = divmod(total, count)
    return [part + 1] * extra + [part] * (count - extra)


def compound(cents, rate_percent, years, per_year=1):
    """The amount with interest, rounded to a cent at the end of each period."""
    for _ in range(years * per_year):
        cents += round(cents * rate_percent / (100 * per_year))
    return cents


def settle(balances):
    """Payments (from, to, amount) after which nobody owes anything; the largest debt pays the largest claim first."""
    debts = {name: -balance for name, balance in balances.items() if balance < 0}
    claims = {name: balance for name, balance in balances.items() if balance > 0}
    if sum(debts.values()) != sum(claims.values()):
        raise ValueError("balances do not add up to zero")
    payments = []
    while debts:
        debtor = max(debts, key=lambda name: (debts[name], name))
        creditor = max(claims, key=lambda name: (claims[name], name))
        amount = min(debts[debtor], claims[creditor])
        payments.append((debtor, creditor, amount))
        for side, name in ((debts, debtor), (claims, creditor)):
            side[name] -= amount
            if side[name] == 0:
                del side[name]
    return payments
