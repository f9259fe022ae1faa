import { z } from 'zod';
import { task, type TaskContext } from '../../dsl/index.ts';
import type { Matrix } from '../../ml/data/matrix.ts';
import type { Table } from '../../ml/data/table.ts';
import type { Model } from '../../ml/model/model.ts';
import { decodeModel } from '../../ml/model/model-file.ts';
import { predict } from '../../ml/model/predict.ts';
import { modelKey } from '../../stores/objects/object-key.ts';
import { putOnce, sha256Of } from '../data/content.ts';
import { DatasetRef } from '../data/dataset-ref.ts';
import { readFile } from '../data/dataset-store.ts';
import { openSealed } from '../data/sealed-dataset.ts';
import { toMatrix } from '../data/to-matrix.ts';
import { loadOnnx } from '../onnx/onnx-answer.ts';
import { servicesOf } from '../services.ts';
import { Candidate } from '../train/candidate.ts';
import { startBackend } from '../train/start-backend.ts';
import { PackagedModel } from './packaged-model.ts';

/**
 * Writes a candidate as one ONNX file, preprocessing inside, and lets onnxruntime answer every row
 * of the holdout: a probability that differs from the trainer's by more than the tolerance ends the
 * task for good, and no file is kept. The rows judge nothing here; only the two answers are compared.
 */
export const exportOnnx = task({
  name: 'export_onnx',
  queue: 'cpu',
  isolation: 'process',
  timeout: '30m',
  retries: 1,
  input: z.object({
    candidate: Candidate,
    holdout: DatasetRef,
    name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/),
    tolerance: z.number().positive().default(1e-5),
    /** Written into the file's metadata. */
    metadata: z.record(z.string(), z.string()).default({}),
  }),
  output: PackagedModel,
  run: async ({ candidate, holdout, name, tolerance, metadata }, ctx) => {
    const trained = decodeModel(await readFile(ctx, candidate.model));
    const columns = trained.pipeline.inputs.map((input) => input.name);
    const table = await openSealed(ctx, holdout, 'export_onnx');
    const features = toMatrix(table, columns);
    const { exportModel } = await import('../../ml/onnx/export-model.ts');
    const { signatureOfModel } = await import('../../ml/onnx/model-signature.ts');
    const bytes = exportModel(trained, { name, ...metadata });
    const { check, smoke } = await compare(ctx, trained, bytes, table, features);
    if (check.maxDifference > tolerance || check.labelMismatches > 0) {
      return ctx.fail(
        `The ONNX file answers otherwise than the trainer: probabilities differ by up to ${check.maxDifference} (at most ${tolerance}), ${check.labelMismatches} of ${check.rows} labels differ.`,
        { retry: false },
      );
    }
    const sha256 = sha256Of(bytes);
    const objectKey = modelKey(name, sha256);
    await putOnce(servicesOf(ctx).objects, objectKey, bytes);
    ctx.log.info(
      `ONNX file of ${bytes.byteLength} bytes agrees on all ${check.rows} rows to ${check.maxDifference.toExponential(1)}.`,
    );
    return {
      ...{ name, kind: candidate.kind, candidate: candidate.name, objectKey, sha256 },
      size: bytes.byteLength,
      signature: structuredClone(signatureOfModel(trained)) as PackagedModel['signature'], // sheds readonly
      ...{ columns, classes: trained.classes.map(Number) },
      check: { ...check, tolerance },
      smoke,
    };
  },
});

async function compare(
  ctx: TaskContext,
  trained: Model,
  bytes: Uint8Array,
  table: Table,
  features: Matrix,
): Promise<{ check: Omit<PackagedModel['check'], 'tolerance'>; smoke: PackagedModel['smoke'] }> {
  if (trained.estimator.kind === 'neural_net') await startBackend(ctx);
  const { classes } = trained;
  const said = await predict(trained, table);
  if (said.task !== 'classification') return ctx.fail('Only classifiers are packaged so far.');
  const { probabilities: own, labels: ownLabels } = said;
  const model = await loadOnnx(bytes);
  try {
    const { labels, probabilities } = await model.answer(features);
    const check = {
      rows: features.rows,
      maxDifference: own.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - (probabilities[i] ?? Infinity))),
        0,
      ),
      labelMismatches: labels.filter((label, row) => label !== classes[ownLabels[row] ?? -1])
        .length,
    };
    const first = Array.from(features.values.subarray(0, features.columns));
    return { check, smoke: { features: first, label: labels[0] ?? 0 } };
  } finally {
    await model.close();
  }
}
