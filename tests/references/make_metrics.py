"""Write metrics.json: what scikit-learn and pytorch-metric-learning measure, for tests/references/metrics_test.ts.

    pip install scikit-learn torch pytorch-metric-learning && python make_metrics.py
"""

import json
import pathlib

import numpy as np
import pytorch_metric_learning
import sklearn
import torch
from pytorch_metric_learning.distances import CosineSimilarity
from pytorch_metric_learning.utils.accuracy_calculator import AccuracyCalculator
from pytorch_metric_learning.utils.inference import CustomKNN
from sklearn import metrics

random = np.random.default_rng(11)


def clusters(n, size, classes, spread):
    labels = random.integers(0, classes, n)
    centers = random.normal(size=(classes, size))
    return (centers[labels] + spread * random.normal(size=(n, size))).astype(np.float32), labels


def verification(x, labels):
    unit = x.astype(np.float64) / np.linalg.norm(x.astype(np.float64), axis=1, keepdims=True)
    i, j = np.triu_indices(len(x), 1)
    # rounded to float32 once, as the library keeps them
    scores = (unit[i] * unit[j]).sum(1).astype(np.float32)
    same = labels[i] == labels[j]
    far, tar, _ = metrics.roc_curve(same, scores, drop_intermediate=False)
    k = np.flatnonzero(far >= 1 - tar)[0]
    before, after = 1 - tar[k - 1] - far[k - 1], far[k] - (1 - tar[k])
    rates = {str(level): float(tar[far <= level].max()) for level in (1e-1, 1e-2, 1e-3, 1e-4)}
    return {
        "auc": float(metrics.roc_auc_score(same, scores)),
        "equalErrorRate": float(far[k - 1] + before / (before + after) * (far[k] - far[k - 1])),
        "trueAcceptAt": rates,
    }


def retrieval(x, labels):
    calculator = AccuracyCalculator(
        include=("precision_at_1", "r_precision", "mean_average_precision_at_r"),
        k="max_bin_count",
        knn_func=CustomKNN(CosineSimilarity()),
    )
    return calculator.get_accuracy(torch.tensor(x, dtype=torch.float64), torch.tensor(labels))


sets = []
# few points in the plane: pytorch-metric-learning compares cosines in float32, where close ones tie
for n, size, classes, spread in [(300, 4, 7, 0.6), (150, 2, 5, 0.3), (150, 16, 15, 0.8)]:
    x, labels = clusters(n, size, classes, spread)
    predicted = np.where(random.random(n) < 0.8, labels, random.integers(0, classes, n))
    sets.append(
        {
            "embeddings": [float(v) for v in x.ravel()],
            "embeddingSize": size,
            "labels": labels.tolist(),
            "predicted": predicted.tolist(),
            "verification": verification(x, labels),
            "retrieval": retrieval(x, labels),
            "confusion": metrics.confusion_matrix(labels, predicted, labels=range(classes)).tolist(),
            "recall": metrics.recall_score(labels, predicted, average=None).tolist(),
        }
    )

made = f"scikit-learn {sklearn.__version__}, pytorch-metric-learning {pytorch_metric_learning.__version__}"
path = pathlib.Path(__file__).with_name("metrics.json")
path.write_text(json.dumps({"made": made, "sets": sets}) + "\n")
print(made, [(s["verification"], s["retrieval"]) for s in sets])
