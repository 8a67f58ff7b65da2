"""Run a notebook in a fresh kernel with plain nbclient.

Usage: execute.py NOTEBOOK WRITTEN_TO FOLDER. The kernel starts in FOLDER; the executed copy is written even if a cell failed.
"""

import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

source, target, folder = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
client = NotebookClient(
    notebook,
    kernel_name="deno",
    timeout=None,
    record_timing=False,
    resources={"metadata": {"path": folder}},
)
try:
    client.execute()
except CellExecutionError:
    pass  # the error is among the cell's outputs
finally:
    nbformat.write(notebook, target)
