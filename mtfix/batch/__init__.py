"""Corpora of any size, in constant memory.

A file is cut into pieces (`pieces`, `parquet`), pieces into chunks; workers (`workers`) lead each record of a chunk
through a step (`job`; `steps`, `standoff`) that sees it as a row (`rows`), whatever the format. What they make goes in
order to a partial file with a journal beside it (`journal`), and takes its place when it is complete (`run`).
"""
