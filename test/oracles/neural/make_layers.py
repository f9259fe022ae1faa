"""Writes layers.json: for each kind of layer a network with fixed weights and one batch, what Keras
makes of it, its loss, and the gradient of every weight.

    pip install tensorflow-cpu==2.21.0 && python make_layers.py

Each case holds the spec as our trainer reads it, so the Keras model is built from the same words.
"""

import json
import os
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf

K = keras.layers
ACTIVATIONS = {
    "leaky_relu": lambda x: keras.activations.leaky_relu(x, negative_slope=0.01),
    "gelu": lambda x: keras.activations.gelu(x, approximate=False),
}
PAIRS = {"kernel_size": "kernel", "strides": "stride", "dilation_rate": "dilation"}


def act(name):
    return ACTIVATIONS.get(name, name)


def window(spec):
    made = {ours: spec[theirs] for ours, theirs in PAIRS.items() if theirs in spec}
    return {**made, "padding": spec["padding"], "activation": act(spec["activation"])}


def layer(spec):
    kind = spec["kind"]
    last = spec.get("returns", "last") == "all"
    if kind == "dense":
        return K.Dense(spec["units"], act(spec["activation"]))
    if kind == "conv2d":
        return K.Conv2D(spec["filters"], **window(spec))
    if kind == "depthwise_conv2d":
        return K.DepthwiseConv2D(depth_multiplier=spec.get("multiplier", 1), **window(spec))
    if kind in ("max_pool", "average_pool"):
        pool = K.MaxPooling2D if kind == "max_pool" else K.AveragePooling2D
        return pool(spec["size"], spec.get("stride"), spec.get("padding", "valid"))
    if kind == "global_average_pool":
        return K.GlobalAveragePooling2D()
    if kind == "flatten":
        return K.Flatten()
    if kind == "reshape":
        return K.Reshape(spec["shape"])
    if kind == "activation":
        return K.Activation(act(spec["activation"]))
    if kind == "batch_norm":
        return K.BatchNormalization(momentum=spec.get("momentum", 0.9), epsilon=spec.get("epsilon", 1e-5))
    if kind == "layer_norm":
        return K.LayerNormalization(epsilon=spec.get("epsilon", 1e-5))
    if kind == "embedding":
        return K.Embedding(spec["vocabulary"] + 1, spec["dimension"])
    if kind == "simple_rnn":
        return K.SimpleRNN(spec["units"], return_sequences=last)
    if kind == "lstm":
        return K.LSTM(spec["units"], return_sequences=last)
    if kind == "gru":
        return K.GRU(spec["units"], return_sequences=last, reset_after=True)
    raise ValueError(kind)


def build(spec, outputs):
    made = [keras.Input(spec["input"])]
    for one in spec["layers"]:
        if one["kind"] == "add":
            value = K.Add()([made[-1], made[one["from"] + 1]])
            made.append(K.Activation(act(one.get("activation", "linear")))(value))
            continue
        value = made[-1]
        if one["kind"] == "dense" and len(value.shape) > 2:
            value = K.Flatten()(value)
        made.append(layer(one)(value))
    value = made[-1] if len(made[-1].shape) == 2 else K.Flatten()(made[-1])
    return keras.Model(made[0], K.Dense(outputs)(value))


def flat(weights):
    """Keras keeps both biases of a GRU in one array; ours are two."""
    made = []
    for layer_ in weights:
        for name, value in layer_:
            if name == "gru_bias":
                made += [value[0], value[1]]
            else:
                made.append(value)
    return made


def named(layer_, values):
    gru = isinstance(layer_, K.GRU)
    return [("gru_bias" if gru and v.ndim == 2 and v.shape[0] == 2 and i == 2 else "w", v) for i, v in enumerate(values)]


def numbers(value):
    return [float(f"{x:.8g}") for x in np.asarray(value, np.float64).ravel()]


def case(name, spec, outputs=3, rows=4, integers=0):
    rng = np.random.default_rng(len(name) * 7 + rows)
    model = build(spec, outputs)
    for one in model.layers:
        if one.weights:
            values = [rng.normal(0, 0.4, w.shape) for w in one.weights]
            if isinstance(one, K.BatchNormalization):
                values[3] = np.abs(values[3]) + 0.5
            one.set_weights([np.asarray(v, np.float32) for v in values])
    shape = (rows, *spec["input"])
    x = rng.integers(0, integers, shape).astype(np.float32) if integers else rng.normal(0, 1, shape).astype(np.float32)
    regression = spec.get("objective", {}).get("kind") == "regression"
    y = rng.normal(0, 1, rows).astype(np.float32) if regression else rng.integers(0, outputs, rows)
    before = [named(one, one.get_weights()) for one in model.layers]
    with tf.GradientTape() as tape:
        out = model(x, training=True)
        if regression:
            loss = tf.reduce_mean((out[:, 0] - y) ** 2)
        else:
            loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(y, out, from_logits=True))
    trained = [w.path for w in model.trainable_weights]
    found = dict(zip(trained, tape.gradient(loss, model.trainable_weights)))
    dense = lambda g: tf.convert_to_tensor(g).numpy()
    gradients = [
        named(one, [dense(found[w.path]) if w.path in found else np.zeros(0) for w in one.weights])
        for one in model.layers
    ]
    moving = [numbers(v) for one in model.layers if isinstance(one, K.BatchNormalization) for v in one.get_weights()[2:]]
    for one, values in zip(model.layers, before):
        one.set_weights([v for _, v in values])
    return {
        "name": name,
        "spec": spec,
        "outputs": outputs,
        "rows": numbers(x),
        "targets": y.tolist(),
        "weights": [numbers(v) for v in flat(before)],
        "inference": numbers(model(x, training=False)),
        "loss": float(loss),
        "gradients": [numbers(v) for v in flat(gradients)],
        "moving": moving,
    }


BASE = {"optimizer": {"kind": "sgd", "learningRate": 0.1}, "epochs": 1, "batchSize": 4, "seed": 1}
IMAGE = [6, 5, 2]


def net(input_, *layers, **more):
    return {"input": input_, "layers": list(layers), **more, **BASE}


def conv(**more):
    return {"kind": "conv2d", "filters": 3, "kernel": 3, "padding": "same", "activation": "tanh", **more}


def depthwise(**more):
    return {"kind": "depthwise_conv2d", "kernel": 3, "padding": "same", "activation": "tanh", **more}


ALL = ["linear", "relu", "leaky_relu", "elu", "selu", "gelu", "tanh", "sigmoid", "softplus", "softsign", "swish"]
cases = [case(f"dense {name}", net([3], {"kind": "dense", "units": 4, "activation": name})) for name in ALL]
cases += [
    case("regression", net([3], {"kind": "dense", "units": 4, "activation": "tanh"}, objective={"kind": "regression"}), 1),
    case("conv same", net(IMAGE, conv())),
    case("conv valid, oblong", net(IMAGE, conv(kernel=[3, 2], padding="valid"))),
    case("conv stride", net(IMAGE, conv(stride=2))),
    case("conv oblong stride, valid", net(IMAGE, conv(stride=[1, 2], padding="valid"))),
    case("conv dilation", net(IMAGE, conv(dilation=2))),
    case("conv oblong dilation, valid", net(IMAGE, conv(kernel=2, dilation=[1, 3], padding="valid"))),
    case("two convs", net(IMAGE, conv(), conv(stride=2, filters=4))),
    case("depthwise", net(IMAGE, depthwise())),
    case("depthwise multiplier, stride", net(IMAGE, depthwise(multiplier=2, stride=2))),
    case("depthwise dilation, valid", net(IMAGE, depthwise(kernel=2, dilation=2, padding="valid"))),
    case("depthwise behind conv", net(IMAGE, conv(), depthwise(multiplier=2))),
    case("max pool", net(IMAGE, conv(), {"kind": "max_pool", "size": 2})),
    case("max pool same, overlapping", net(IMAGE, conv(), {"kind": "max_pool", "size": 3, "stride": 2, "padding": "same"})),
    case("average pool", net(IMAGE, conv(), {"kind": "average_pool", "size": [2, 1]})),
    case("average pool same", net(IMAGE, conv(), {"kind": "average_pool", "size": 3, "stride": 2, "padding": "same"})),
    case("global average pool", net(IMAGE, conv(), {"kind": "global_average_pool"})),
    case("batch norm of rows", net([3], {"kind": "dense", "units": 4, "activation": "linear"}, {"kind": "batch_norm"}, {"kind": "activation", "activation": "tanh"})),
    case("batch norm of images", net(IMAGE, conv(), {"kind": "batch_norm", "momentum": 0.8, "epsilon": 1e-3})),
    case("layer norm", net([5], {"kind": "layer_norm"}, {"kind": "dense", "units": 4, "activation": "tanh"}, {"kind": "layer_norm", "epsilon": 1e-3})),
    case("residual", net(IMAGE, conv(filters=2), conv(filters=2, activation="linear"), {"kind": "add", "from": -1, "activation": "tanh"}, {"kind": "global_average_pool"})),
    case("reshape to steps", net([6], {"kind": "reshape", "shape": [3, 2]}, {"kind": "simple_rnn", "units": 3})),
    case("embedding", net([4], {"kind": "embedding", "vocabulary": 5, "dimension": 3}, {"kind": "dense", "units": 4, "activation": "tanh"}), integers=5),
]
for kind in ("simple_rnn", "lstm", "gru"):
    cases.append(case(f"{kind}, last", net([4, 2], {"kind": kind, "units": 3})))
    cases.append(case(f"{kind}, all", net([4, 2], {"kind": kind, "units": 3, "returns": "all"}, {"kind": kind, "units": 2})))
cases.append(case("embedding and lstm", net([4], {"kind": "embedding", "vocabulary": 5, "dimension": 3}, {"kind": "lstm", "units": 3}), integers=6))

here = Path(__file__).parent
(here / "layers.json").write_text(json.dumps({"keras": keras.__version__, "tensorflow": tf.__version__, "cases": cases}) + "\n")
