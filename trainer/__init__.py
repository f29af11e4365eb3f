"""The learning: features, fitting, evaluation and explanation; knows no people and no pages."""
