"""A section of the results that one script writes, between its own markers."""


def table(head, rows):
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(it)} |" for it in lines)


def write(path, name, text):
    """Replaces the section, or adds it at the end."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before = path.read_text() if path.exists() else ""
    behind = ""
    if begin in before and end in before:
        before, rest = before.split(begin, maxsplit=1)
        behind = rest.split(end, maxsplit=1)[1]
    elif before:
        before = f"{before.rstrip()}\n\n"
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{behind or chr(10)}")
