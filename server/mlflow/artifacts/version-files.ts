import type { ModelVersionRow } from '../../../stores/registry/model-registry.ts';
import type { Stores } from '../../../stores/stores.ts';
import { missing } from '../../../stores/tracking/tracking-error.ts';

/** A file of a version: its text, or the object it is. */
export type VersionFile =
  | { readonly name: string; readonly size: number; readonly text: string }
  | { readonly name: string; readonly size: number; readonly key: string };

/**
 * A version as a folder that `mlflow.onnx.load_model` and `mlflow.pyfunc.load_model` take: the model
 * and the description MLflow looks for.
 */
export function versionFiles(row: ModelVersionRow): readonly VersionFile[] {
  if (row.objectKey === '') return [];
  const text = mlmodelText(row);
  return [
    { name: 'MLmodel', size: Buffer.byteLength(text), text },
    { name: 'model.onnx', size: row.size, key: row.objectKey },
  ];
}

/** @throws TrackingError RESOURCE_DOES_NOT_EXIST */
export async function foundVersion(
  { models }: Pick<Stores, 'models'>,
  name: string,
  version: number,
): Promise<ModelVersionRow> {
  const row = await models.getVersion(name, version);
  if (row === undefined)
    throw missing(`Model Version (name=${name}, version=${version}) not found`);
  return row;
}

/** YAML whose every value is JSON, which YAML takes as it is. */
function mlmodelText(row: ModelVersionRow): string {
  const lines = [
    'flavors:',
    '  onnx:',
    '    code: null',
    '    data: "model.onnx"',
    '    onnx_version: "1.16.0"',
    '    providers: ["CPUExecutionProvider"]',
    '  python_function:',
    '    data: "model.onnx"',
    '    loader_module: "mlflow.onnx"',
    '    python_version: "3.10"',
    `model_size_bytes: ${row.size}`,
    `utc_time_created: ${JSON.stringify(row.createdAt.toISOString().replace('T', ' ').replace('Z', ''))}`,
    `metadata: ${JSON.stringify({ perdure_sha256: row.sha256 })}`,
  ];
  return `${lines.join('\n')}\n`;
}
