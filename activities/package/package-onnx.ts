import { z } from 'zod';
import { task, type TaskContext } from '../../dsl/index.ts';
import { FEATURES, hasIntegerLabels, type ModelSignature } from '../../ml/onnx/model-signature.ts';
import { answerDifference } from '../../ml/onnx/onnx-answer.ts';
import { likeliest } from '../../ml/model/likeliest.ts';
import type { Prediction } from '../../ml/model/model.ts';
import { sha256Of } from '../data/content.ts';
import { DatasetRef, FileRef } from '../data/dataset-ref.ts';
import { readDataset, readFile } from '../data/dataset-store.ts';
import { placeOf } from '../data/run-place.ts';
import { measure } from '../evaluate/measure.ts';
import { targetOf, type Target } from '../fit/target.ts';
import { loadOnnx } from '../onnx/onnx-model.ts';
import { servicesOf } from '../services.ts';
import { Metrics, type Candidate } from '../train/candidate.ts';
import { admitFile } from './admit-file.ts';
import { ModelName } from './export-onnx.ts';
import { makePackage } from './make-package.ts';
import { CardFacts } from './model-card.ts';
import { PackagedModel } from './packaged-model.ts';
import { smokeInputs, smokeOutputs } from './smoke-rows.ts';

/** What the trainer itself says of the rows of `data`: shares of the classes row by row, or values. */
const Expected = z.union([
  z.object({ probabilities: z.array(z.number()) }),
  z.object({ values: z.array(z.number()) }),
]);

const PackageOnnxInput = z.object({
  /** The ONNX file: input `features` [N, n], outputs `label` and `probabilities`, or `value`. */
  file: FileRef,
  name: ModelName,
  task: z.enum(['classification', 'regression']).default('classification'),
  /** What was fitted, such as `RandomForestClassifier`. */
  kind: z.string(),
  /** The columns that make `features`, in this order. */
  columns: z.array(z.string()).min(1),
  classes: z.array(z.union([z.number(), z.string()])).default([]),
  target: z.string().default('label'),
  /** What it was trained on. */
  train: DatasetRef,
  /** Rows that the file answers, to be measured and compared. Never the holdout. */
  data: DatasetRef,
  /** JSON file with what the trainer says of these rows. */
  expected: FileRef,
  tolerance: z.number().positive().default(1e-5),
  settings: z.record(z.string(), z.unknown()).default({}),
  card: CardFacts.prefault({}),
});
type PackageOnnxInput = z.output<typeof PackageOnnxInput>;

/**
 * Packages an ONNX file that others wrote, such as a Python task, like one of our own: it is scanned
 * and loaded in a process of its own, answers every row as its trainer did, or is refused, and gets
 * card, signature, example and requirements. `registerModel` takes it from there.
 */
export const packageOnnx = task({
  name: 'package_onnx',
  queue: 'cpu',
  isolation: 'process',
  timeout: '30m',
  retries: 1,
  input: PackageOnnxInput,
  output: z.object({ model: PackagedModel, metrics: Metrics }),
  run: async (input, ctx) => {
    const { columns, classes, name, tolerance } = input;
    const bytes = await readFile(ctx, input.file);
    await admitFile(ctx, bytes);
    const table = await readDataset(ctx, input.data);
    const target = targetOf(table, input.target, input.task, classes);
    const inputs = columns.map((column) => ({ column, type: 'number' as const, tensor: FEATURES }));
    const own = await trainersAnswer(ctx, input, target);
    const model = await loadOnnx(bytes, inputs);
    try {
      const answer = await model.answer(table);
      const { largest, labels } = answerDifference(classes, own, answer, tolerance);
      if (largest > tolerance || labels > 0) {
        return ctx.fail(
          `The ONNX file answers otherwise than its trainer: answers differ by up to ${largest} (at most ${tolerance}), ${labels} of ${table.rows} labels differ.`,
          { retry: false },
        );
      }
      const check = {
        rows: table.rows,
        maxDifference: largest,
        labelMismatches: labels,
        tolerance,
      };
      const first = smokeInputs(inputs, table);
      const smoke =
        first === undefined
          ? { inputs: [], outputs: [] }
          : { inputs: first.tensors, outputs: smokeOutputs(await model.answer(first.row)) };
      const metrics = measure(own, target);
      const candidate = candidateOf(ctx, input, metrics);
      const described = {
        ...{ name, task: input.task, kind: input.kind, candidate: candidate.name, inputs },
        ...{ sha256: sha256Of(bytes), size: bytes.byteLength, check, smoke, columns, classes },
        signature: structuredClone(signatureOf(input)) as PackagedModel['signature'], // sheds readonly
      };
      const { objects } = servicesOf(ctx);
      return {
        model: await makePackage(objects, bytes, described, candidate, input.card),
        metrics,
      };
    } finally {
      await model.close();
    }
  },
});

async function trainersAnswer(
  ctx: TaskContext,
  { expected, classes, task: of }: PackageOnnxInput,
  target: Target,
): Promise<Prediction> {
  const text = Buffer.from(await readFile(ctx, expected)).toString('utf8');
  const said = Expected.parse(JSON.parse(text));
  const rows = target.task === 'classification' ? target.labels.length : target.values.length;
  const [given, wanted] =
    'values' in said
      ? [said.values.length, of === 'regression' ? rows : 0]
      : [said.probabilities.length, of === 'classification' ? rows * classes.length : 0];
  if (given !== wanted) {
    return ctx.fail(`The trainer's answers are ${given} numbers; ${wanted} are expected.`, {
      retry: false,
    });
  }
  if ('values' in said) return { task: 'regression', values: Float64Array.from(said.values) };
  const probabilities = Float64Array.from(said.probabilities);
  return {
    task: 'classification',
    probabilities,
    labels: likeliest(probabilities, classes.length),
  };
}

function signatureOf({ columns, task: of, classes }: PackageOnnxInput): ModelSignature {
  const label = hasIntegerLabels(classes) ? ('INT64' as const) : ('BYTES' as const);
  return {
    inputs: [{ name: FEATURES, datatype: 'FP32', shape: [-1, columns.length] }],
    outputs:
      of === 'regression'
        ? [{ name: 'value', datatype: 'FP32', shape: [-1] }]
        : [
            { name: 'label', datatype: label, shape: [-1] },
            { name: 'probabilities', datatype: 'FP32', shape: [-1, classes.length] },
          ],
  };
}

function candidateOf(
  ctx: TaskContext,
  input: PackageOnnxInput,
  metrics: Record<string, number>,
): Candidate {
  const { task: of, kind, file, target, columns, classes, train, data, settings } = input;
  const by = placeOf(ctx);
  return {
    ...{ name: by.task, task: of, kind, model: file, target, classes, settings, by },
    pipeline: { sha256: file.sha256, features: columns.length },
    trainedOn: { sha256: train.sha256, rows: train.rows },
    validation: { sha256: data.sha256, rows: data.rows, metrics },
    device: { name: 'cpu', backend: 'python' },
    ...{ seconds: 0, trackingRun: ctx.track.runId },
  };
}
