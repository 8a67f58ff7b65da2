"""The PyTorch side of `deno task bench`: training steps of the article's network, on the GPU if PyTorch sees one.

Variants:
  article  the article's own step: its network, its loss written with exp, sum and log, Adam 5e-4; no printing, stacking, plotting
  best     the same model and loss, as fast as we could make it in float32 PyTorch: channels_last, log_softmax
  compiled best through torch.compile, which was no faster on two cores

All in float32; with --autocast the network's convolutions and dense layers run in bfloat16, head and loss in float32.

With --tf32 an NVIDIA GPU may round the factors of products to TF32.

Protocol: prints {"ready": ...} after warming up; then for each line "N" on stdin it takes N steps and prints
{"imagesPerSecond": ..., "loss": ..., "peakBytes": ...}. It exits at end of input.

Timed: forward, backward and optimiser of N steps, and one read of the last loss. Batches are made beforehand.
"""

import argparse
import gzip
import json
import os
import sys
import time
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

MNIST = Path(__file__).resolve().parents[3] / "data" / "mnist"
BATCHES = 8  # made beforehand and cycled through, the same images as in our_steps.ts
SCALE, MARGIN = 1, 0.01


class Backbone(nn.Module):
    """The article's network: [B, 1, 28, 28] -> [B, 2]."""

    def __init__(self):
        super().__init__()
        self.convolutions = nn.Sequential(
            *(nn.Conv2d(1, 32, 3), nn.BatchNorm2d(32), nn.PReLU()),
            *(nn.Conv2d(32, 64, 3), nn.BatchNorm2d(64), nn.PReLU()),
            nn.MaxPool2d(3, 2),
        )
        self.dense = nn.Sequential(
            *(nn.Linear(64 * 11 * 11, 256), nn.BatchNorm1d(256), nn.PReLU()),
            *(nn.Linear(256, 128), nn.BatchNorm1d(128), nn.PReLU()),
            *(nn.Linear(128, 2), nn.PReLU()),
        )

    def forward(self, images):
        return self.dense(self.convolutions(images).reshape(images.size(0), -1))


class ArticleHead(nn.Module):
    """The article's head: the true class is scored 10 s cos(acos(cos / 10) + m), the others s cos."""

    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(2, 10))

    def tenth_cosines(self, embeddings):
        return torch.matmul(functional.normalize(embeddings, dim=1), functional.normalize(self.w, dim=0)) / 10

    def article_loss(self, embeddings, labels):
        """As in the article: for every class e^own / (sum - e^plain + e^own), then log, then the label's."""
        cosa = self.tenth_cosines(embeddings)
        a = torch.acos(cosa)
        share = torch.exp(SCALE * torch.cos(a + MARGIN) * 10) / (
            torch.sum(torch.exp(SCALE * cosa * 10), dim=1, keepdim=True)
            - torch.exp(SCALE * cosa * 10)
            + torch.exp(SCALE * torch.cos(a + MARGIN) * 10)
        )
        return functional.nll_loss(torch.log(share), labels)

    def best_loss(self, embeddings, labels):
        """The same value by log_softmax, with the margin at the label only."""
        cosa = self.tenth_cosines(embeddings)
        index = labels.unsqueeze(1)
        own = torch.cos(torch.acos(cosa.gather(1, index)) + MARGIN)
        logits = cosa.scatter(1, index, own) * (10 * SCALE)
        return functional.nll_loss(functional.log_softmax(logits, dim=1), labels)


def read_images(name, header, size, count):
    """The first `count` records of a gzipped IDX file as bytes."""
    with gzip.open(MNIST / name) as file:
        file.seek(header)
        return torch.frombuffer(bytearray(file.read(count * size)), dtype=torch.uint8)


def make_batches(size, device, memory_format):
    """Float images [B, 1, 28, 28] in 0 ... 1 and labels [B], in file order, wrapping around at the end."""
    count = min(60000, BATCHES * size)
    images = read_images("train-images-idx3-ubyte.gz", 16, 784, count).reshape(-1, 1, 28, 28)
    labels = read_images("train-labels-idx1-ubyte.gz", 8, 1, count)
    batches = []
    for start in range(0, BATCHES * size, size):
        rows = torch.arange(start, start + size) % count
        floats = (images[rows].float() / 255).to(device).contiguous(memory_format=memory_format)
        batches.append((floats, labels[rows].long().to(device)))
    return batches


class Trainer:
    def __init__(self, variant, size, autocast):
        torch.manual_seed(1)
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        memory_format = torch.contiguous_format if variant == "article" else torch.channels_last
        self.backbone = Backbone().to(self.device).to(memory_format=memory_format)
        self.head = ArticleHead().to(self.device)
        self.loss = self.head.article_loss if variant == "article" else self.head.best_loss

        def forward(images, labels):
            with torch.autocast(self.device, dtype=torch.bfloat16, enabled=autocast):
                embeddings = self.backbone(images)
            return self.loss(embeddings.float(), labels)

        self.forward = forward
        if variant == "compiled":
            self.forward = torch.compile(self.forward)
        self.adam = torch.optim.Adam([*self.backbone.parameters(), *self.head.parameters()], lr=5e-4)
        self.batches = make_batches(size, self.device, memory_format)
        self.taken = 0

    def steps(self, count):
        """Take `count` steps; reading the last loss waits for the device."""
        for _ in range(count):
            images, labels = self.batches[self.taken % BATCHES]
            loss = self.forward(images, labels)
            self.adam.zero_grad()
            loss.backward()
            self.adam.step()
            self.taken += 1
        return loss.item()


def peak_bytes():
    """Peak memory of this process, if the system reports it in a known unit."""
    if not sys.platform.startswith("linux"):
        return None
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def has_tcmalloc():
    try:
        return "libtcmalloc" in Path("/proc/self/maps").read_text()
    except OSError:
        return False


def say(line):
    print(json.dumps(line), flush=True)


def main():
    parser = argparse.ArgumentParser(description="Training steps of the article's network in PyTorch.")
    parser.add_argument("--variant", choices=["article", "best", "compiled"], required=True)
    parser.add_argument("--tf32", action="store_true")
    parser.add_argument("--autocast", action="store_true")
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--warm-up", type=int, default=3)
    options = parser.parse_args()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    torch.set_num_threads(cores)
    torch.backends.cuda.matmul.allow_tf32 = options.tf32
    torch.backends.cudnn.allow_tf32 = options.tf32

    trainer = Trainer(options.variant, options.batch, options.autocast)
    trainer.steps(1)
    first_step_at = time.time() * 1000
    if options.warm_up > 1:
        trainer.steps(options.warm_up - 1)
    software = f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads"
    ready = {"firstStepAt": first_step_at, "device": trainer.device, "software": software, "tcmalloc": has_tcmalloc()}
    say({"ready": ready})

    for line in sys.stdin:
        count = int(line)
        start = time.perf_counter()
        loss = trainer.steps(count)
        seconds = time.perf_counter() - start
        say({"imagesPerSecond": count * options.batch / seconds, "loss": loss, "peakBytes": peak_bytes()})


if __name__ == "__main__":
    main()
