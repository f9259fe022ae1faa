/**
 * What packaged models were tried with: the oracle script loads and runs them in these versions of
 * the Python packages, the tests in this one of Node's. Older ones that know the operator sets
 * (ONNX 17, ONNX-ML 3) read them too.
 */
export const RUNTIME_VERSIONS = {
  node: { 'onnxruntime-node': '1.30.0' },
  pythonVersion: '3.11',
  python: { mlflow: '3.17.2', numpy: '2.4.6', onnx: '1.23.2', onnxruntime: '1.31.1' },
} as const;
