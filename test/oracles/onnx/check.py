"""Checks ONNX files that `exportOnnx` wrote with ONNX's own checker and shape inference.

    pip install onnx==1.23.2 && python check.py model.onnx …
"""

import sys

import onnx

for path in sys.argv[1:]:
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    values = [*model.graph.input, *model.graph.output]
    print(path, "ok:", [value.name for value in values])
