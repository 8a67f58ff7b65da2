"""Write losses.json: losses beside a head in float64, their gradients and updates, for tests/references/losses_test.ts.

    pip install torch && python make_losses.py

All is PyTorch autograd over the papers' equations, written out below; where the papers sum over the batch, the library takes the mean.
"""

import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
B, C, D = 12, 5, 4
WEIGHT = 0.3
generator = torch.Generator().manual_seed(11)


def normal(*size):
    # rounded to what float32 holds, so that both sides start from the same numbers
    return torch.randn(*size, generator=generator).float().double()


X, CENTERS = normal(B, D), normal(C, D)
LABELS = torch.arange(B) % (C - 1)  # the last class is not in the batch
ENTRIES = []


def record(loss, equation, options, variable, loss_of, after=None):
    x, v = X.clone().requires_grad_(), variable.clone().requires_grad_()
    value = loss_of(x, v)
    value.backward()
    ENTRIES.append(
        {
            "loss": loss,
            "equation": equation,
            "options": {"weight": WEIGHT, **options},
            "variable": variable.tolist(),
            "value": value.item(),
            "toEmbeddings": x.grad.tolist(),
            "toVariable": v.grad.tolist(),
            "after": after.tolist() if after is not None else None,
        }
    )


def center_loss(x, centers):
    return WEIGHT / 2 * (x - centers[LABELS]).square().sum(1).mean()


def moved_centers(rate):
    """Wen et al., eq. 4, one class after the other."""
    moved = CENTERS.clone()
    for j in range(C):
        own = X[LABELS == j]
        moved[j] -= rate * (CENTERS[j] - own).sum(0) / (1 + len(own))
    return moved


for rate in (0.5, 1.0):
    options = {"centerRate": rate, "rule": "paper"}
    record("center", "Wen et al. 2016, eq. 2 and 4", options, CENTERS, center_loss, moved_centers(rate))


def contrastive_center_loss(delta):
    def loss_of(x, centers):
        distances = torch.cdist(x, centers).square()  # [B, C]
        own = (x - centers[LABELS]).square().sum(1)
        others = distances.masked_fill(torch.nn.functional.one_hot(LABELS, C).bool(), 0).sum(1)
        return WEIGHT / 2 * (own / (others + delta)).mean()

    return loss_of


for delta in (1.0, 0.01):
    record(
        "contrastive-center", "Qi and Su 2017, eq. 4", {"delta": delta}, CENTERS, contrastive_center_loss(delta)
    )


def ring_loss(x, radius):
    return WEIGHT / 2 * (x.norm(dim=1) - radius).square().mean()


for radius in (0.5, 3.0):
    record("ring", "Zheng et al. 2018, eq. 2", {"radius": radius}, torch.tensor(radius), ring_loss)

result = {
    "made": f"torch {torch.__version__}, float64",
    "embeddings": X.tolist(),
    "labels": LABELS.tolist(),
    "classes": C,
    "entries": ENTRIES,
}
pathlib.Path(__file__).with_name("losses.json").write_text(json.dumps(result) + "\n")
