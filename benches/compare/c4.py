"""Applies datatrove's C4 line rules to a JSONL file. If a folder is named too, writes the result there. The rules would
also count sentences by default. That is switched off, because it is fifty times slower than everything else."""

import os, sys

from datatrove.pipeline.filters import C4QualityFilter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from loguru import logger

logger.remove()
folder, name = os.path.split(os.path.abspath(sys.argv[1]))
documents = JsonlReader(folder, glob_pattern=name).run()
documents = C4QualityFilter(split_paragraph=True, min_num_sentences=-1).run(documents)
if len(sys.argv) > 2:
    documents = JsonlWriter(sys.argv[2], compression=None).run(documents)
kept = sum(1 for _ in documents)
print(kept, "documents kept")
