"""Comma-separated values by RFC 4180."""


class CsvError(ValueError):
    pass


def parse(text, delimiter=",", quote='"'):
    """Rows of fields. Line ends within quotes belong to the field; a line end at the very end makes no row."""
    if text.startswith("\ufeff"):
        text = text[1:]
    rows = []
    row = []
    field = []
    quoted = False
    was_quoted = False
    index = 0
    while index < len(text):
        char = text[index]
        if quoted:
            if char == quote:
                if text[index + 1 : index + 2] == quote:
                    field.append(quote)
                    index += 1
                else:
                    quoted = False
            else:
                field.append(char)
        elif char == quote and not field and not was_quoted:
            quoted = True
            was_quoted = True
        elif char == delimiter:
            row.append("".join(field))
            field = []
            was_quoted = False
        elif char in "\r\n":
            if char == "\r" and text[index + 1 : index + 2] == "\n":
                index += 1
            row.append("".join(field))
            rows.append(row)
            row = []
            field = []
            was_quoted = False
        else:
            field.append(char)
        index += 1
    if quoted:
        raise CsvError("quote is not closed")
    if field or row or was_quoted:
        row.append("".join(field))
        rows.append(row)
    return rows


def to_records(rows, restkey=None, fill=None):
    """Dictionaries by the names in the first row. Short rows are filled; more fields go under `restkey`."""
    if not rows:
        return []
    header = rows[0]
    records = []
    for row in rows[1:]:
        if row == [""]:
            continue
        record = dict(zip(header, row))
        for name in header[len(row):]:
            record[name] = fill
        if len(row) > len(header):
            if restkey is None:
                raise CsvError(f"{len(row)} fields for {len(header)} columns")
            record[restkey] = row[len(header):]
        records.append(record)
    return records


def write_field(value, delimiter=",", quote='"'):
    text = "" if value is None else str(value)
    if any(char in text for char in (delimiter, quote, "\r", "\n")) or text != text.strip():
        return quote + text.replace(quote, quote * 2) + quote
    return text


def write(rows, delimiter=",", line_end="\r\n"):
    lines = []
    for row in rows:
        fields = [write_field(value, delimiter) for value in row]
        # A row of one empty field has to differ from no row at all.
        lines.append('""' if fields == [""] else delimiter.join(fields))
    return "".join(line + line_end for line in lines)


def guess_delimiter(text, candidates=",;\t|"):
    """The candidate that cuts the lines into the same number of fields, the more the better; "," when none does."""
    lines = [line for line in text.splitlines() if line]
    best = ","
    best_count = 0
    for candidate in candidates:
        counts = {len(parse(line, candidate)[0]) for line in lines}
        if len(counts) != 1:
            continue
        count = counts.pop()
        if count > 1 and count > best_count:
            best = candidate
            best_count = count
    return best


def columns(rows):
    """The columns of rows, as long as the longest row; missing fields are None."""
    width = max((len(row) for row in rows), default=0)
    return [[row[index] if index < len(row) else None for row in rows] for index in range(width)]
