"""Write heads.json: losses and gradients of margin losses in float64, for tests/references/heads_test.ts.

    pip install torch pytorch-metric-learning && python make_heads.py

What pytorch-metric-learning has is taken from it; the rest is PyTorch autograd over the paper's equation, written out below.
"""

import json
import math
import pathlib

import pytorch_metric_learning
import torch
from pytorch_metric_learning import losses as pml

torch.set_default_dtype(torch.float64)
B, C, D, K = 12, 5, 4, 3
generator = torch.Generator().manual_seed(7)


def normal(*size):
    # rounded to what float32 holds, so that both sides start from the same numbers
    return torch.randn(*size, generator=generator).float().double()


X = normal(B, D) * 1.7
X[0] = -X[0]
W = normal(C, D)
W_SUB = normal(C * K, D)
X[1] = -W[1] * 0.8 + 0.05 * normal(D)  # its own class lies almost opposite, beyond pi - m
X = X.float().double()
LABELS = torch.arange(B) % C
ENTRIES = []


def record(head, source, options, loss_of, prototypes=W, variable="prototypes"):
    x, w = X.clone().requires_grad_(), prototypes.clone().requires_grad_()
    loss = loss_of(x, w)
    loss.backward()
    ENTRIES.append(
        {
            "head": head,
            "source": source,
            "options": options,
            variable: prototypes.tolist(),
            "loss": loss.item(),
            "toEmbeddings": x.grad.tolist(),
            "toPrototypes": w.grad.tolist() if w.grad is not None else None,
        }
    )


def from_pml(kind, **arguments):
    def loss_of(x, w):
        loss = kind(num_classes=C, embedding_size=D, **arguments)
        del loss.W
        loss.W = w.t()  # theirs is [D, C]
        return loss(x, LABELS)

    return loss_of


PML = f"pytorch-metric-learning {pytorch_metric_learning.__version__}"
in_degrees = math.degrees


def cosines(x, w):
    return torch.nn.functional.normalize(x) @ torch.nn.functional.normalize(w).t()


def on_target(scores, value):
    rows = torch.arange(B)
    return scores.index_put((rows, LABELS), value)


def own(scores):
    return scores[torch.arange(B), LABELS]


def cross_entropy(logits):
    return torch.nn.functional.cross_entropy(logits, LABELS)


def psi(phi):
    k = torch.floor(phi / math.pi).detach()
    return (-1) ** k * torch.cos(phi) - 2 * k


def arc(theta, m):
    inside = theta + m <= math.pi
    return torch.where(inside, torch.cos(theta + m), torch.cos(theta) - m * torch.sin(torch.as_tensor(m)))


def combined(m1, m2, m3, s):
    def loss_of(x, w):
        scores = cosines(x, w)
        return cross_entropy(s * on_target(scores, psi(m1 * torch.acos(own(scores)) + m2) - m3))

    return loss_of


def annealed(normalised, m, lam):
    """L-Softmax (eq. 4-6) and SphereFace (eq. 6-7), mixed with lambda parts of the plain score."""

    def loss_of(x, w):
        scores = cosines(x, w)
        target = (lam * own(scores) + psi(m * torch.acos(own(scores)))) / (1 + lam)
        lengths = x.norm(dim=1, keepdim=True) * (1 if normalised else w.norm(dim=1)[None])
        return cross_entropy(lengths * on_target(scores, target))

    return loss_of


def ada_face(s, m, h, mean, deviation):
    """Eq. 12 to 15, with the clips of the authors' code."""

    def loss_of(x, w):
        scores = cosines(x, w)
        z = ((x.norm(dim=1).clamp(1e-3, 100) - mean) / (deviation + 1e-3) * h).clamp(-1, 1).detach()
        theta = (torch.acos(own(scores)) - m * z).clamp(1e-3, math.pi - 1e-3)
        return cross_entropy(s * on_target(scores, torch.cos(theta) - (m + m * z)))

    return loss_of


def mag_face(s, margins, norms, weight):
    """Eq. 2 to 4."""

    def loss_of(x, w):
        a = x.norm(dim=1).clamp(*norms)
        m = (margins[1] - margins[0]) / (norms[1] - norms[0]) * (a - norms[0]) + margins[0]
        scores = cosines(x, w)
        penalty = (a / norms[1] ** 2 + 1 / a).mean()
        return cross_entropy(s * on_target(scores, arc(torch.acos(own(scores)), m))) + weight * penalty

    return loss_of


def curricular_face(s, m, t):
    """Eq. 5 to 7."""

    def loss_of(x, w):
        scores = cosines(x, w)
        theta = torch.acos(own(scores))
        hard = scores > torch.cos(theta + m)[:, None]
        return cross_entropy(s * on_target(torch.where(hard, scores * (t + scores), scores), arc(theta, m)))

    return loss_of


def ada_cos(x, w):
    """Eq. 13 to 15, after one update from the fixed scale."""
    scores = cosines(x, w)
    with torch.no_grad():
        sums = on_target(torch.exp(math.sqrt(2) * math.log(C - 1) * scores), torch.zeros(B)).sum(1)
        theta = torch.acos(own(scores)).median()
        s = torch.log(sums.mean()) / torch.cos(theta.clamp(max=math.pi / 4))
    return cross_entropy(s * scores)


def elastic(s, m, kind):
    def loss_of(x, w):
        scores = cosines(x, w)
        target = arc(torch.acos(own(scores)), m) if kind == "arc" else own(scores) - m
        return cross_entropy(s * on_target(scores, target))

    return loss_of


EQUATION = "float64 PyTorch autograd over the paper's equation"
record("cosine", PML, {"scale": 16}, from_pml(pml.NormalizedSoftmaxLoss, temperature=1 / 16))
record("arcface", PML, {"scale": 30, "margin": 0.4}, from_pml(pml.ArcFaceLoss, margin=in_degrees(0.4), scale=30))
record("arcface", PML, {"scale": 64, "margin": 0.5}, from_pml(pml.ArcFaceLoss, margin=in_degrees(0.5), scale=64))
record("cosface", PML, {"scale": 30, "margin": 0.1}, from_pml(pml.CosFaceLoss, margin=0.1, scale=30))
record("cosface", PML, {"scale": 64, "margin": 0.35}, from_pml(pml.CosFaceLoss, margin=0.35, scale=64))
none = {"initial": 0, "decayRate": 0, "min": 0}
record("sphereface", PML, {"margin": 4, "annealing": none}, from_pml(pml.SphereFaceLoss, margin=4, scale=1))
record("l-softmax", PML, {"margin": 2, "annealing": none}, from_pml(pml.LargeMarginSoftmaxLoss, margin=2, scale=1))
record("l-softmax", PML, {"margin": 4, "annealing": none}, from_pml(pml.LargeMarginSoftmaxLoss, margin=4, scale=1))
sub = from_pml(pml.SubCenterArcFaceLoss, margin=in_degrees(0.4), scale=30, sub_centers=K)
record("subcenter-arcface", PML, {"scale": 30, "margin": 0.4, "subCenters": K}, sub, W_SUB)
five = {"initial": 5, "decayRate": 0, "min": 5}
record("sphereface", EQUATION, {"margin": 4, "annealing": five}, annealed(True, 4, 5))
record("l-softmax", EQUATION, {"margin": 3, "annealing": five}, annealed(False, 3, 5))
record(
    "combined",
    EQUATION,
    {"scale": 30, "multiplier": 1, "margin": 0.3, "cosineMargin": 0.2},
    combined(1, 0.3, 0.2, 30),
)
record(
    "combined",
    EQUATION,
    {"scale": 64, "multiplier": 0.9, "margin": 0.4, "cosineMargin": 0.15},
    combined(0.9, 0.4, 0.15, 64),
)
record(
    "adaface",
    EQUATION,
    {"scale": 64, "margin": 0.4, "initialMean": 3, "initialStd": 1},
    ada_face(64, 0.4, 0.333, 3, 1),
)
record(
    "magface",
    EQUATION,
    {"scale": 30, "minMargin": 0.2, "maxMargin": 0.45, "minNorm": 1, "maxNorm": 20, "normWeight": 1},
    mag_face(30, (0.2, 0.45), (1, 20), 1),
)
record("curricularface", EQUATION, {"scale": 64, "margin": 0.5, "t": 0.3}, curricular_face(64, 0.5, 0.3))
record("elasticface", EQUATION, {"scale": 64, "kind": "arc", "margin": 0.5, "std": 0}, elastic(64, 0.5, "arc"))
record("elasticface", EQUATION, {"scale": 64, "kind": "cos", "margin": 0.35, "std": 0}, elastic(64, 0.35, "cos"))
record("adacos", EQUATION, {}, ada_cos)

result = {
    "made": f"torch {torch.__version__}, {PML}",
    "embeddings": X.tolist(),
    "labels": LABELS.tolist(),
    "entries": ENTRIES,
}
pathlib.Path(__file__).with_name("heads.json").write_text(json.dumps(result, indent=1) + "\n")
print(len(ENTRIES), "entries;", [(e["head"], round(e["loss"], 4)) for e in ENTRIES])
