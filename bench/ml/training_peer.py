"""A peer of training-against-torch.ts: `python training_peer.py torch|tensorflow`.

Reads a line (JSON) for each epoch to train: a network, files of float32 features and int32 labels, of
the rows held back too. Answers the seconds of the epoch and the accuracy on the rows held back. A
network that was named before goes on where it stood.
"""

import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np

LIBRARY = sys.argv[1]
if LIBRARY == "torch":
    import torch
else:
    import keras
KNOWN = {}


def read(task, part):
    features = np.fromfile(task[part]["features"], np.float32).reshape(-1, *task["input"])
    return features, np.fromfile(task[part]["labels"], np.int32)


def torch_net(task):
    size, layers, channels = task["input"], [], 1
    flat = len(size) == 1
    for layer in task["layers"]:
        if layer["kind"] == "conv2d":
            layers += [torch.nn.Conv2d(channels, layer["filters"], layer["kernel"], padding="same"), torch.nn.ReLU()]
            channels = layer["filters"]
        elif layer["kind"] == "max_pool":
            layers.append(torch.nn.MaxPool2d(layer["size"]))
            width = channels * (size[0] // layer["size"]) * (size[1] // layer["size"])
        else:
            if not flat:
                layers.append(torch.nn.Flatten())
            inputs = size[0] if not layers else width
            layers += [torch.nn.Linear(inputs, layer["units"]), torch.nn.ReLU()]
            flat, width = True, layer["units"]
    return torch.nn.Sequential(*layers, torch.nn.Linear(width, 10))


class Torch:
    def __init__(self, task):
        self.net = torch_net(task)
        self.optimizer = torch.optim.Adam(self.net.parameters(), task["learningRate"])
        place = lambda x: torch.from_numpy(x if x.ndim == 2 else np.ascontiguousarray(x.transpose(0, 3, 1, 2)))
        (x, y), (self.held, self.truth) = read(task, "train"), read(task, "held")
        self.x, self.y, self.held = place(x), torch.from_numpy(y).long(), place(self.held)
        self.batch = task["batchSize"]

    def epoch(self):
        order = torch.randperm(len(self.x))
        for start in range(0, len(order), self.batch):
            rows = order[start : start + self.batch]
            loss = torch.nn.functional.cross_entropy(self.net(self.x[rows]), self.y[rows])
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()

    def accuracy(self):
        with torch.no_grad():
            return float((self.net(self.held).argmax(1).numpy() == self.truth).mean())


class Keras:
    def __init__(self, task):
        layers = keras.layers
        self.net = keras.Sequential([keras.Input(task["input"])])
        for layer in task["layers"]:
            if layer["kind"] == "conv2d":
                self.net.add(layers.Conv2D(layer["filters"], layer["kernel"], padding="same", activation="relu"))
            elif layer["kind"] == "max_pool":
                self.net.add(layers.MaxPooling2D(layer["size"]))
            else:
                self.net.add(layers.Flatten())
                self.net.add(layers.Dense(layer["units"], "relu"))
        self.net.add(layers.Dense(10))
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.net.compile(keras.optimizers.Adam(task["learningRate"]), loss)
        (self.x, self.y), (self.held, self.truth) = read(task, "train"), read(task, "held")
        self.batch = task["batchSize"]

    def epoch(self):
        self.net.fit(self.x, self.y, batch_size=self.batch, epochs=1, verbose=0)

    def accuracy(self):
        return float((self.net.predict(self.held, verbose=0).argmax(1) == self.truth).mean())


print("{}", flush=True)
for line in sys.stdin:
    task = json.loads(line)
    if task["name"] not in KNOWN:
        KNOWN[task["name"]] = (Torch if LIBRARY == "torch" else Keras)(task)
    model = KNOWN[task["name"]]
    since = time.perf_counter()
    model.epoch()
    seconds = time.perf_counter() - since
    print(json.dumps({"seconds": seconds, "accuracy": model.accuracy()}), flush=True)
