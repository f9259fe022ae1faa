import { z } from 'zod';
import { task, type TaskContext } from '../../dsl/index.ts';
import type { Table } from '../../ml/data/table.ts';
import { likeliest } from '../../ml/model/likeliest.ts';
import type { Prediction } from '../../ml/model/model.ts';
import { scoreByName } from '../../ml/metrics/score-by-name.ts';
import { quantizeModel } from '../../ml/onnx/quantize-model.ts';
import { answerDifference, type OnnxAnswer } from '../../ml/onnx/onnx-answer.ts';
import { readContent, sha256Of } from '../data/content.ts';
import { DatasetRef } from '../data/dataset-ref.ts';
import { readDataset } from '../data/dataset-store.ts';
import { measure } from '../evaluate/measure.ts';
import { targetOf, type Target } from '../fit/target.ts';
import { loadOnnx } from '../onnx/onnx-model.ts';
import { MetricName } from '../problem/criterion.ts';
import { servicesOf } from '../services.ts';
import { Candidate } from '../train/candidate.ts';
import { admitFile } from './admit-file.ts';
import { makePackage } from './make-package.ts';
import { CardFacts } from './model-card.ts';
import { PackagedModel } from './packaged-model.ts';
import { smokeInputs, smokeOutputs } from './smoke-rows.ts';

/**
 * Makes a packaged model smaller: weights of dense and convolution layers in 8 bits. Both files
 * answer the same rows; if the metric gets worse by more than the bound, the task ends for good and
 * nothing is kept. The smaller model is a package of its own, which says what it was made of and
 * what that cost.
 */
export const quantizeOnnx = task({
  name: 'quantize_onnx',
  queue: 'cpu',
  isolation: 'process',
  timeout: '30m',
  retries: 1,
  input: z.object({
    model: PackagedModel,
    candidate: Candidate,
    /** Labelled rows; never the holdout, which judges only once. */
    validation: DatasetRef,
    /** Default: accuracy for classes, R² for numbers. */
    metric: MetricName.optional(),
    /** How much worse the metric may get, in its own unit. */
    maxDelta: z.number().nonnegative().default(0.01),
    card: CardFacts.prefault({}),
  }),
  output: PackagedModel,
  run: async ({ model, candidate, validation, maxDelta, card, ...rest }, ctx) => {
    const { objects } = servicesOf(ctx);
    const { task: of, classes, inputs } = model;
    if (of !== 'classification' && of !== 'regression') {
      return ctx.fail(`A model for ${of} has nothing to quantise.`, { retry: false });
    }
    const metric = rest.metric ?? (of === 'classification' ? 'accuracy' : 'r2');
    const before = await readContent(objects, model.objectKey, model.sha256);
    const bytes = quantized(ctx, before);
    await admitFile(ctx, bytes);
    const table = await readDataset(ctx, validation);
    const target = targetOf(table, candidate.target ?? '', of, [...classes]);
    const scored = await scoreBoth(ctx, { before, after: bytes, model, table, target, metric });
    if (!(scored.delta <= maxDelta)) {
      return ctx.fail(
        `In 8 bits, ${metric} is ${scored.after} instead of ${scored.before}: worse by ${scored.delta}, at most ${maxDelta} is allowed.`,
        { retry: false },
      );
    }
    const sizeRatio = bytes.byteLength / before.byteLength;
    ctx.log.info(`In 8 bits: ${(sizeRatio * 100).toFixed(0)} % of the size, ${metric} ${scored.after} instead of ${scored.before}.`); // prettier-ignore
    const { smoke, check, ...figures } = scored;
    const { package: _package, objectKey: _key, ...described } = model;
    const facts = { sha256: sha256Of(bytes), size: bytes.byteLength, smoke, check };
    const cost = { sha256: model.sha256, sizeRatio, metric, ...figures, maxDelta };
    const small = { ...described, ...facts, inputs, quantized: { ...cost, rows: table.rows } };
    return makePackage(objects, bytes, small, candidate, card);
  },
});

function quantized(ctx: TaskContext, bytes: Uint8Array): Uint8Array {
  try {
    return quantizeModel(bytes);
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code !== 'NOTHING_TO_QUANTIZE' || !(error instanceof Error)) throw error;
    return ctx.fail(`NOTHING_TO_QUANTIZE: ${error.message}`, { retry: false });
  }
}

interface Both {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly model: PackagedModel;
  readonly table: Table;
  readonly target: Target;
  readonly metric: string;
}

async function scoreBoth(ctx: TaskContext, both: Both) {
  const { model, table, target, metric } = both;
  const [one, two] = [await ask(both, both.before), await ask(both, both.after)];
  const scoreOf = (prediction: Prediction): number =>
    measure(prediction, target)[metric] ??
    ctx.fail(`"${metric}" is not defined for these rows.`, { retry: false });
  const own = predictionOf(one.answer, model.classes.length);
  const other = predictionOf(two.answer, model.classes.length);
  const [before, after] = [scoreOf(own), scoreOf(other)];
  const delta = scoreByName(metric).higherIsBetter ? before - after : after - before;
  const { largest, labels } = answerDifference(model.classes, own, two.answer, 0);
  // What is bounded is the metric; how far single answers moved is noted.
  const noted = { maxDifference: largest, labelMismatches: labels, tolerance: largest };
  const check = { rows: table.rows, ...noted };
  return { before, after, delta, check, smoke: two.smoke };
}

async function ask(
  { model: { inputs }, table }: Both,
  bytes: Uint8Array,
): Promise<{ readonly answer: OnnxAnswer; readonly smoke: PackagedModel['smoke'] }> {
  const model = await loadOnnx(bytes, inputs);
  try {
    const answer = await model.answer(table);
    const first = smokeInputs(inputs, table);
    if (first === undefined) return { answer, smoke: { inputs: [], outputs: [] } };
    const outputs = smokeOutputs(await model.answer(first.row));
    return { answer, smoke: { inputs: first.tensors, outputs } };
  } finally {
    await model.close();
  }
}

function predictionOf(answer: OnnxAnswer, classes: number): Prediction {
  if (answer.task === 'classification') {
    const probabilities = Float64Array.from(answer.probabilities);
    return { task: 'classification', probabilities, labels: likeliest(probabilities, classes) };
  }
  if (answer.task === 'regression') {
    return { task: 'regression', values: Float64Array.from(answer.values) };
  }
  throw new RangeError(`A model for ${answer.task} is not scored here.`);
}
