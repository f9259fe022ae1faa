import type { ClassLabel, Prediction } from '../model/model.ts';

/** What an exported model answers for N rows, by its task. */
export type OnnxAnswer =
  /** `probabilities` [N, k], row-major. */
  | {
      readonly task: 'classification';
      readonly labels: readonly ClassLabel[];
      readonly probabilities: Float32Array;
    }
  | { readonly task: 'regression'; readonly values: Float32Array }
  | { readonly task: 'clustering'; readonly labels: readonly number[] }
  | { readonly task: 'outlier_detection'; readonly scores: Float32Array };

/** An output tensor as a runtime gives it. */
export interface OutputTensor {
  readonly type: string;
  readonly data: unknown;
}

/** Reads the outputs that `exportModel` declares. @throws Error when they are others. */
export function readAnswer(
  outputs: Readonly<Record<string, OutputTensor | undefined>>,
): OnnxAnswer {
  const { label, probabilities, value, score } = outputs;
  if (probabilities !== undefined) {
    return {
      task: 'classification',
      labels: labelsOf(label),
      probabilities: floatsOf(probabilities, 'probabilities'),
    };
  }
  if (value !== undefined) return { task: 'regression', values: floatsOf(value, 'value') };
  if (score !== undefined) return { task: 'outlier_detection', scores: floatsOf(score, 'score') };
  return { task: 'clustering', labels: labelsOf(label).map(Number) };
}

/** Answers for rows that follow each other, as one. */
export function joinAnswers(parts: readonly OnnxAnswer[]): OnnxAnswer | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  switch (first.task) {
    case 'classification': {
      const same = parts.filter((part) => part.task === 'classification');
      const labels = same.flatMap((part) => part.labels);
      return { ...first, labels, probabilities: joined(same.map((part) => part.probabilities)) };
    }
    case 'regression': {
      const same = parts.filter((part) => part.task === 'regression');
      return { ...first, values: joined(same.map(({ values }) => values)) };
    }
    case 'outlier_detection': {
      const same = parts.filter((part) => part.task === 'outlier_detection');
      return { ...first, scores: joined(same.map(({ scores }) => scores)) };
    }
    case 'clustering': {
      const same = parts.filter((part) => part.task === 'clustering');
      return { ...first, labels: same.flatMap(({ labels }) => labels) };
    }
  }
}

/** How far an answer is from the trainer's. */
export interface AnswerDifference {
  /** Largest difference of a share or score; of a value in parts of it, where it is above 1. */
  readonly largest: number;
  /** Labels that are not the trainer's, though its shares tell the two classes apart. */
  readonly labels: number;
}

/**
 * Compares an exported model's answer with the trainer's prediction for the same rows.
 *
 * @param tolerance classes whose shares differ by no more may change places
 */
export function answerDifference(
  classes: readonly ClassLabel[],
  own: Prediction,
  answer: OnnxAnswer,
  tolerance: number,
): AnswerDifference {
  if (own.task === 'classification' && answer.task === 'classification') {
    const { probabilities, labels } = own;
    const k = classes.length;
    const places = new Map(classes.map((label, at) => [`${label}`, at]));
    const wrong = labels.filter((at, row) => {
      const said = places.get(`${answer.labels[row]}`);
      if (said === undefined) return true;
      const share = (c: number): number => probabilities[row * k + c] ?? 0;
      return said !== at && share(at) - share(said) > tolerance;
    });
    return { largest: farthest(probabilities, answer.probabilities), labels: wrong.length };
  }
  if (own.task === 'regression' && answer.task === 'regression') {
    return { largest: farthest(own.values, answer.values), labels: 0 };
  }
  if (own.task === 'outlier_detection' && answer.task === 'outlier_detection') {
    return { largest: farthest(own.scores, answer.scores), labels: 0 };
  }
  if (own.task === 'clustering' && answer.task === 'clustering') {
    return { largest: 0, labels: own.labels.filter((at, row) => at !== answer.labels[row]).length };
  }
  throw new Error(`A model for ${own.task} answers as one for ${answer.task}.`);
}

function labelsOf(tensor: OutputTensor | undefined): ClassLabel[] {
  const data = tensor?.data;
  if (data instanceof BigInt64Array) return Array.from(data, Number);
  if (tensor?.type === 'string' && Array.isArray(data)) return data.map(String);
  throw new Error('The model has no output "label" of type int64 or string.');
}

function floatsOf({ data }: OutputTensor, name: string): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new Error(`The output "${name}" of the model is not of type float32.`);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function farthest(own: Float64Array, answered: Float32Array): number {
  if (own.length !== answered.length) return Number.POSITIVE_INFINITY;
  return own.reduce((most, value, at) => {
    const apart = Math.abs(value - (answered[at] ?? NaN)) / Math.max(1, Math.abs(value));
    return Number.isNaN(apart) ? Number.POSITIVE_INFINITY : Math.max(most, apart);
  }, 0);
}
