"""The learning: features, fitting, evaluation and explanation; knows no people and no pages."""

import os

# Read when numpy is first imported, so it has to be set here. One core is enough for a class:
# the others belong to the lesson, and sums of floats come out the same on every run.
os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
