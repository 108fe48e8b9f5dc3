"""Write an Outlook message (.msg) as Outlook stores one, since no library of a free licence writes them.

Sources: Microsoft, [MS-CFB] Compound File Binary File Format (the container: sectors of 512 bytes, chained by a table;
streams under 4096 bytes in a stream of their own) and [MS-OXMSG] Outlook Item File Format (a stream a property). What
is written here is read back in the tests by python-oxmsg and olefile, which share no code with it.
"""

import struct

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SUBJECT, BODY, HTML, CODEPAGE, CLASS = 0x0037, 0x1000, 0x1013, 0x3FDE, 0x001A
DATA, FILE_NAME, METHOD = 0x3701, 0x3707, 0x3705
TEXT, BINARY, INTEGER = 0x001F, 0x0102, 0x0003


def msg(subject, plain=None, html=None, attachments=()):
    """Return the bytes of a message; ``attachments`` are names of files."""
    properties = [(CLASS, TEXT, "IPM.Note"), (SUBJECT, TEXT, subject), (CODEPAGE, INTEGER, 65001)]
    if plain is not None:
        properties.append((BODY, TEXT, plain))
    if html is not None:
        properties.append((HTML, BINARY, html.encode("utf-8")))
    count = len(attachments)
    root = _storage(properties, struct.pack("<8x4I8x", 0, count, 0, count))
    for number, name in enumerate(attachments):
        inner = [(FILE_NAME, TEXT, name), (DATA, BINARY, b"x"), (METHOD, INTEGER, 1)]
        root[f"__attach_version1.0_#{number:08X}"] = _storage(inner, bytes(8))
    return compound_file(root)


def _storage(properties, header):
    streams, table = {}, header
    for number, kind, value in properties:
        if kind == INTEGER:
            table += struct.pack("<HHIII", kind, number, 6, value, 0)
            continue
        raw = value.encode("utf-16-le") if kind == TEXT else value
        streams[f"__substg1.0_{number:04X}{kind:04X}"] = raw
        table += struct.pack("<HHIII", kind, number, 6, len(raw) + (2 if kind == TEXT else 0), 0)
    return {"__properties_version1.0": table, **streams}


def compound_file(root):
    """Return the bytes of a compound file; a storage is a dict of streams (bytes) and storages."""
    entries = [["Root Entry", 5, FREE, END, 0]]  # name, kind, child, first sector, size
    siblings = {}
    contents = []

    def add(storage, at):
        names = sorted(storage, key=lambda name: (len(name), name.upper()))
        first = len(entries)
        for name in names:
            inner = storage[name]
            entries.append([name, 1 if isinstance(inner, dict) else 2, FREE, END, 0])
            if not isinstance(inner, dict):
                contents.append((len(entries) - 1, inner))
        for position in range(first, len(entries) - 1):
            siblings[position] = position + 1
        entries[at][2] = first
        for name, position in zip(names, range(first, first + len(names)), strict=True):
            if isinstance(storage[name], dict):
                add(storage[name], position)

    add(root, 0)
    sectors, chain = [], []

    def store(raw):
        if not raw:
            return END
        first = len(sectors)
        pieces = [raw[at : at + 512].ljust(512, b"\0") for at in range(0, len(raw), 512)]
        sectors.extend(pieces)
        chain.extend([*range(first + 1, first + len(pieces)), END])
        return first

    small, small_chain = b"", []
    for entry, raw in contents:
        entries[entry][4] = len(raw)
        if len(raw) >= 4096:
            entries[entry][3] = store(raw)
        elif raw:
            first = len(small) // 64
            entries[entry][3] = first
            small += raw.ljust(-(-len(raw) // 64) * 64, b"\0")
            small_chain += [*range(first + 1, len(small) // 64), END]
    entries[0][3], entries[0][4] = store(small), len(small)
    mini_fat = struct.pack(f"<{len(small_chain)}I", *small_chain)
    mini_sectors = -(-len(mini_fat) // 512)
    mini_start = store(mini_fat.ljust(mini_sectors * 512, b"\xff"))
    directory = b"".join(
        _entry(name, kind, siblings.get(number, FREE), child, start, size)
        for number, (name, kind, child, start, size) in enumerate(entries)
    )
    directory_start = store(directory.ljust(-(-len(directory) // 512) * 512, b"\0"))
    tables = 1
    while tables * 128 < len(sectors) + tables:
        tables += 1
    chain += [FAT] * tables
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * 512, b"\xff")
    fat_sectors = [*range(len(sectors), len(sectors) + tables)]
    header = struct.pack(
        "<8s16xHHHHH6x9I",
        bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory_start, 0, 4096,
        mini_start, mini_sectors, END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", *fat_sectors, *[FREE] * (109 - tables))
    return header + b"".join(sectors) + fat


def _entry(name, kind, right, child, start, size):
    raw = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI16xIQ", raw, len(raw) + 2, kind, 1, FREE, right, child, 0, start, size
    )  # a chain of right siblings, sorted as the format asks
