"""Writes training.json: what PyTorch's optimizers make of given gradients, how its schedules move the
learning rate, how it clips, and its losses.

    pip install torch==2.15.0 && python make_training.py
"""

import json
from pathlib import Path

import torch

torch.manual_seed(1)
F = torch.nn.functional
START = torch.randn(5, dtype=torch.float64)
GRADIENTS = torch.randn(12, 5, dtype=torch.float64) * torch.tensor([1, 0.1, 1e-3, 10, 0.5], dtype=torch.float64)
OPTIMIZERS = [
    ({"kind": "sgd", "learningRate": 0.1}, lambda w: torch.optim.SGD(w, 0.1)),
    ({"kind": "sgd", "learningRate": 0.1, "momentum": 0.9}, lambda w: torch.optim.SGD(w, 0.1, 0.9)),
    (
        {"kind": "sgd", "learningRate": 0.1, "momentum": 0.8, "nesterov": True},
        lambda w: torch.optim.SGD(w, 0.1, 0.8, nesterov=True),
    ),
    ({"kind": "adam", "learningRate": 0.01}, lambda w: torch.optim.Adam(w, 0.01, eps=1e-5)),
    (
        {"kind": "adam", "learningRate": 0.01, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3},
        lambda w: torch.optim.Adam(w, 0.01, (0.8, 0.95), eps=1e-3),
    ),
    (
        {"kind": "adamw", "learningRate": 0.01, "weightDecay": 0.1},
        lambda w: torch.optim.AdamW(w, 0.01, eps=1e-5, weight_decay=0.1),
    ),
    ({"kind": "rmsprop", "learningRate": 0.01}, lambda w: torch.optim.RMSprop(w, 0.01, alpha=0.9, eps=1e-5)),
]


def steps(make):
    weight = START.clone().requires_grad_(True)
    optimizer, made = make([weight]), []
    for gradient in GRADIENTS:
        weight.grad = gradient.clone()
        optimizer.step()
        made.append(weight.tolist())
    return made


EPOCHS, PER_EPOCH = 6, 4
LOSSES = [1.0, 0.9, 0.9, 0.9, 0.89995, 0.5, 0.6, 0.6, 0.6, 0.6]


def rates(make, by_step=False):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 1.0)
    schedule, made = make(optimizer), []
    for _ in range(EPOCHS * (PER_EPOCH if by_step else 1)):
        made.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return made


def plateau():
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 1.0)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, factor=0.5, patience=1, threshold=1e-4, threshold_mode="abs", min_lr=0.2
    )
    made = []
    for loss in LOSSES:
        schedule.step(loss)
        made.append(optimizer.param_groups[0]["lr"])
    return made


S = torch.optim.lr_scheduler
schedules = [
    {"spec": {"kind": "exponential", "factor": 0.8}, "rates": rates(lambda o: S.ExponentialLR(o, 0.8))},
    {"spec": {"kind": "step", "every": 2, "factor": 0.3}, "rates": rates(lambda o: S.StepLR(o, 2, 0.3))},
    {
        "spec": {"kind": "cosine", "floor": 0.1},
        "rates": rates(lambda o: S.CosineAnnealingLR(o, EPOCHS * PER_EPOCH, 0.1), True),
    },
]


def clipped():
    held = [torch.nn.Parameter(torch.zeros(3)), torch.nn.Parameter(torch.zeros(2))]
    held[0].grad, held[1].grad = torch.tensor([3.0, -4.0, 1.0]), torch.tensor([0.5, 12.0])
    given = [p.grad.tolist() for p in held]
    torch.nn.utils.clip_grad_norm_(held, 2.0)
    return {"given": given, "limit": 2.0, "made": [p.grad.tolist() for p in held]}


scores = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
labels, weights = torch.tensor([0, 2, 1, 2]), torch.tensor([0.5, 1.0, 2.0], dtype=torch.float64)
values = torch.randn(4, dtype=torch.float64)
outputs = (torch.randn(4, 1, dtype=torch.float64) * 2).requires_grad_(True)


def loss(objective, value, inputs):
    (gradient,) = torch.autograd.grad(value, inputs, retain_graph=True)
    return {"objective": objective, "loss": value.item(), "gradient": gradient.flatten().tolist()}


smooth = 0.1
rows = F.cross_entropy(scores, labels, reduction="none", label_smoothing=smooth)
plain = F.cross_entropy(scores, labels, reduction="none")
classes = {"kind": "classification"}
numbers = {"kind": "regression"}
losses = {
    "scores": scores.flatten().tolist(),
    "labels": labels.tolist(),
    "outputs": outputs.flatten().tolist(),
    "values": values.tolist(),
    "cases": [
        loss(classes, plain.mean(), scores),
        loss({**classes, "labelSmoothing": smooth}, rows.mean(), scores),
        loss({**classes, "classWeights": weights.tolist()}, (plain * weights[labels]).mean(), scores),
        loss(numbers, F.mse_loss(outputs[:, 0], values), outputs),
        loss({**numbers, "loss": "mae"}, F.l1_loss(outputs[:, 0], values), outputs),
        loss({**numbers, "loss": "huber", "delta": 0.7}, F.huber_loss(outputs[:, 0], values, delta=0.7), outputs),
    ],
}
fixture = {
    "torch": torch.__version__,
    "start": START.tolist(),
    "gradients": GRADIENTS.tolist(),
    "optimizers": [{"spec": spec, "steps": steps(make)} for spec, make in OPTIMIZERS],
    "epochs": EPOCHS,
    "stepsPerEpoch": PER_EPOCH,
    "schedules": schedules,
    "plateau": {"losses": LOSSES, "rates": plateau()},
    "clip": clipped(),
    "losses": losses,
}
(Path(__file__).parent / "training.json").write_text(json.dumps(fixture) + "\n")
