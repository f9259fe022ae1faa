import { z } from 'zod';
import { task, type TaskContext } from '../../dsl/index.ts';
import type { Table } from '../../ml/data/table.ts';
import type { Model } from '../../ml/model/model.ts';
import { decodeModel } from '../../ml/model/model-file.ts';
import { predict } from '../../ml/model/predict.ts';
import { modelInputs, signatureOfModel } from '../../ml/onnx/model-signature.ts';
import { answerDifference } from '../../ml/onnx/onnx-answer.ts';
import { sha256Of } from '../data/content.ts';
import { DatasetRef } from '../data/dataset-ref.ts';
import { readFile } from '../data/dataset-store.ts';
import { placeOf } from '../data/run-place.ts';
import { openSealed } from '../data/sealed-dataset.ts';
import { loadOnnx } from '../onnx/onnx-model.ts';
import { servicesOf } from '../services.ts';
import { Candidate } from '../train/candidate.ts';
import { startBackend } from '../train/start-backend.ts';
import { admitFile } from './admit-file.ts';
import { makePackage } from './make-package.ts';
import { CardFacts } from './model-card.ts';
import { PackagedModel, type Smoke } from './packaged-model.ts';
import { smokeInputs, smokeOutputs } from './smoke-rows.ts';

/** Under what a model is registered. */
export const ModelName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/);

/**
 * Writes a candidate as one ONNX file, preprocessing inside, and lets onnxruntime answer every row
 * of the holdout: an answer that differs from the trainer's by more than the tolerance ends the
 * task for good, and no file is kept. The rows judge nothing here; only the two answers are
 * compared. What is kept is a package: the file with its card, signature, example, requirements.
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
    name: ModelName,
    /** Of a share or score; of a value in parts of it, where it is above 1. */
    tolerance: z.number().positive().default(1e-5),
    /** Written into the file's metadata. */
    metadata: z.record(z.string(), z.string()).default({}),
    /** What the model's card says besides. */
    card: CardFacts.prefault({}),
  }),
  output: PackagedModel,
  run: async ({ candidate, holdout, name, tolerance, metadata, card }, ctx) => {
    const trained = decodeModel(await readFile(ctx, candidate.model));
    const table = await openSealed(ctx, holdout, 'export_onnx');
    const { exportModel } = await import('../../ml/onnx/export-model.ts');
    const bytes = exportModel(trained, { name, ...metadata });
    await admitFile(ctx, bytes);
    const { check, smoke } = await compare(ctx, trained, bytes, table, tolerance);
    if (check.maxDifference > tolerance || check.labelMismatches > 0) {
      return ctx.fail(
        `The ONNX file answers otherwise than the trainer: answers differ by up to ${check.maxDifference} (at most ${tolerance}), ${check.labelMismatches} of ${check.rows} labels differ.`,
        { retry: false },
      );
    }
    ctx.log.info(
      `ONNX file of ${bytes.byteLength} bytes agrees on all ${check.rows} rows to ${check.maxDifference.toExponential(1)}.`,
    );
    const inputs = modelInputs(trained).map((input) => ({ ...input }));
    const described = {
      ...{ name, task: trained.task, kind: candidate.kind, candidate: candidate.name, inputs },
      ...{ sha256: sha256Of(bytes), size: bytes.byteLength, check, smoke },
      columns: inputs.map(({ column }) => column),
      signature: structuredClone(signatureOfModel(trained)) as PackagedModel['signature'], // sheds readonly
      classes: [...trained.classes],
    };
    const kept = await makePackage(servicesOf(ctx).objects, bytes, described, candidate, card);
    return { ...kept, by: placeOf(ctx) };
  },
});

async function compare(
  ctx: TaskContext,
  trained: Model,
  bytes: Uint8Array,
  table: Table,
  tolerance: number,
): Promise<{ check: PackagedModel['check']; smoke: Smoke }> {
  if (trained.estimator.kind === 'neural_net') await startBackend(ctx);
  const inputs = modelInputs(trained);
  const own = await predict(trained, table);
  const model = await loadOnnx(bytes, inputs);
  try {
    const answer = await model.answer(table);
    const { largest, labels } = answerDifference(trained.classes, own, answer, tolerance);
    const check = { rows: table.rows, maxDifference: largest, labelMismatches: labels, tolerance };
    const first = smokeInputs(inputs, table);
    if (first === undefined) return { check, smoke: { inputs: [], outputs: [] } };
    const outputs = smokeOutputs(await model.answer(first.row));
    return { check, smoke: { inputs: first.tensors, outputs } };
  } finally {
    await model.close();
  }
}
