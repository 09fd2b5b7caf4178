"""Parting a linked list at a value."""


class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next


def partition(head, pivot):
    """Move the nodes below the pivot before the others, both in their old order; returns the new head."""
    low = low_tail = Node(None)
    high = high_tail = Node(None)
    while head is not None:
        if head.value < pivot:
            low_tail.next = head
            low_tail = head
        else:
            high_tail.next = head
            high_tail = head
        head = head.next
    high_tail.next = None
    low_tail.next = high.next
    return low.next


def from_values(values):
    head = None
    for value in reversed(values):
        head = Node(value, head)
    return head


def to_values(head, limit=1000):
    values = []
    while head is not None:
        values.append(head.value)
        head = head.next
        if len(values) > limit:
            raise ValueError("the list is too long")
    return values
