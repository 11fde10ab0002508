#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packs the newest run of a workspace for shipping: pack.py WORKSPACE.rwb OUTPUT (form: core/run/demoworkspace.h)."""
import argparse
import sqlite3
import struct
import sys
import tempfile
import zlib
from pathlib import Path

import numpy as np

TABLES = {  # table -> rows that belong to the run
    "run": "id = :run",
    "worker": "run = :run",
    "batch": "worker IN (SELECT id FROM worker WHERE run = :run)",
    "device_sample": "worker IN (SELECT id FROM worker WHERE run = :run)",
    "problem": "run = :run",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    source = sqlite3.connect(f"file:{arguments.workspace.resolve()}?mode=ro", uri=True)
    run, status = source.execute("SELECT id, status FROM run ORDER BY id DESC LIMIT 1").fetchone()
    if status != "finished":
        sys.exit(f"run {run} is {status}, not finished")

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "packed.sqlite"
        packed = sqlite3.connect(file)
        for table, rows in TABLES.items():
            columns = [c[1] for c in source.execute(f"PRAGMA table_info({table})")]
            if table == "run":  # the paths in there are those of this machine
                columns = [c for c in columns if c not in ("key", "experiment")]
            names = ", ".join(columns)
            packed.execute(f"CREATE TABLE {table}({names})")
            packed.executemany(
                f"INSERT INTO {table} VALUES({', '.join('?' * len(columns))})",
                source.execute(f"SELECT {names} FROM {table} WHERE {rows}", {"run": run}),
            )
        columns = [c[1] for c in source.execute("PRAGMA table_info(unit)") if c[1] not in ("model", "dataset")]
        packed.execute(f"CREATE TABLE unit({', '.join(columns)}, model, dataset)")
        packed.executemany(
            f"INSERT INTO unit VALUES({', '.join('?' * (len(columns) + 2))})",
            source.execute(
                f"SELECT {', '.join('unit.' + c for c in columns)}, model.fingerprint, dataset.content_hash FROM unit "
                "JOIN model ON model.id = unit.model JOIN dataset ON dataset.id = unit.dataset WHERE unit.run = ?",
                (run,),
            ),
        )
        packed.execute("CREATE TABLE scores(unit, \"values\")")
        total = 0
        for unit, pairs in packed.execute("SELECT id, pairs FROM unit ORDER BY id").fetchall():
            rows = source.execute("SELECT pair, value FROM score WHERE unit = ? ORDER BY pair", (unit,)).fetchall()
            if [pair for pair, _ in rows] != list(range(pairs)):
                sys.exit(f"unit {unit} lacks scores")
            values = np.array([value for _, value in rows], dtype="<f4")
            planes = values.view(np.uint8).reshape(-1, 4).T.tobytes()
            packed.execute("INSERT INTO scores VALUES(?, ?)", (unit, planes))
            total += pairs
        packed.commit()
        packed.execute("VACUUM")
        packed.close()
        data = file.read_bytes()
    # As qCompress: the size in front.
    arguments.output.write_bytes(struct.pack(">I", len(data)) + zlib.compress(data, 9))
    print(f"{arguments.output}: {total:,} scores, {arguments.output.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
