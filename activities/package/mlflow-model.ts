import { stringify } from 'yaml';
import type { PackagedModel, TensorValue } from './packaged-model.ts';
import { RUNTIME_VERSIONS } from './runtime-versions.ts';

type Signed = Pick<PackagedModel, 'signature' | 'size'>;

const DTYPES = { FP32: 'float32', INT64: 'int64', BYTES: 'object' } as const;

/**
 * The files that make a folder one of MLflow's: `mlflow.onnx.load_model` and
 * `mlflow.pyfunc.load_model` read it. No time and no random id is in them, so that the same model
 * gives the same folder.
 */
export function mlflowFiles(
  { signature, size }: Signed,
  example: readonly TensorValue[],
): Readonly<Record<string, string>> {
  const { python, pythonVersion } = RUNTIME_VERSIONS;
  const requirements = Object.entries(python).map(([name, version]) => `${name}==${version}`);
  const values = Object.fromEntries(example.map((tensor) => [tensor.name, nested(tensor)]));
  return {
    MLmodel: stringify(modelFile(signature, size)),
    'requirements.txt': `${requirements.join('\n')}\n`,
    'python_env.yaml': stringify({
      python: pythonVersion,
      build_dependencies: ['pip', 'setuptools', 'wheel'],
      dependencies: ['-r requirements.txt'],
    }),
    'conda.yaml': stringify({
      name: 'mlflow-env',
      channels: ['conda-forge'],
      dependencies: [`python=${pythonVersion}`, 'pip', { pip: requirements }],
    }),
    'input_example.json': JSON.stringify(values),
    'serving_input_example.json': JSON.stringify({ inputs: values }),
  };
}

function modelFile(signature: Signed['signature'], size: number): object {
  const { python, pythonVersion } = RUNTIME_VERSIONS;
  const tensors = (list: Signed['signature']['inputs']): string =>
    JSON.stringify(
      list.map(({ name, datatype, shape }) => ({
        ...{ name, type: 'tensor' },
        'tensor-spec': { dtype: DTYPES[datatype], shape },
      })),
    );
  return {
    flavors: {
      onnx: {
        ...{ code: null, data: 'model.onnx', onnx_session_options: null },
        onnx_version: python.onnx,
        providers: ['CPUExecutionProvider'],
      },
      python_function: {
        data: 'model.onnx',
        env: { conda: 'conda.yaml', virtualenv: 'python_env.yaml' },
        loader_module: 'mlflow.onnx',
        python_version: pythonVersion,
      },
    },
    mlflow_version: python.mlflow,
    model_size_bytes: size,
    saved_input_example_info: {
      artifact_path: 'input_example.json',
      serving_input_path: 'serving_input_example.json',
      type: 'ndarray',
    },
    signature: {
      inputs: tensors(signature.inputs),
      outputs: tensors(signature.outputs),
      params: null,
    },
  };
}

/** Rows of a tensor of two axes. */
function nested({ shape, data }: TensorValue): readonly (readonly (number | string)[])[] {
  const [rows = 0, columns = 1] = shape;
  return Array.from({ length: rows }, (_, row) => data.slice(row * columns, (row + 1) * columns));
}
