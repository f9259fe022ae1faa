"""Writes logistic.json: a data set and the optimum that scikit-learn finds for it.

    pip install scikit-learn==1.9.1 && python make.py
"""

import json
from pathlib import Path

import sklearn
from sklearn.datasets import load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

import numpy as np

data = load_wine()
raw = data.data.astype(np.float32)
scaler = StandardScaler().fit(raw.astype(np.float64))
scaled = scaler.transform(raw.astype(np.float64)).astype(np.float32).astype(np.float64)
model = LogisticRegression(C=1.0, tol=1e-10, max_iter=10_000).fit(scaled, data.target)
fixture = {
    "scikit-learn": sklearn.__version__,
    "features": raw.astype(float).tolist(),
    "labels": data.target.tolist(),
    "mean": scaler.mean_.tolist(),
    "scale": scaler.scale_.tolist(),
    "probabilities": model.predict_proba(scaled).tolist(),
}
(Path(__file__).parent / "logistic.json").write_text(json.dumps(fixture) + "\n")
