"""Compression by Lempel, Ziv and Welch."""


def compress(text):
    """The codes of a text of characters below 256."""
    codes = {chr(number): number for number in range(256)}
    result = []
    current = ""
    for char in text:
        if current + char in codes:
            current += char
        else:
            result.append(codes[current])
            codes[current + char] = len(codes)
            current = char
    if current:
        result.append(codes[current])
    return result


def decompress(numbers):
    """The text of these codes."""
    if not numbers:
        return ""
    entries = {number: chr(number) for number in range(256)}
    previous = entries[numbers[0]]
    result = [previous]
    for number in numbers[1:]:
        if number in entries:
            entry = entries[number]
        elif number == len(entries):
            entry = previous + previous[0]
        else:
            raise ValueError(f"bad code: {number}")
        result.append(entry)
        entries[len(entries)] = previous + entry[0]
        previous = entry
    return "".join(result)
