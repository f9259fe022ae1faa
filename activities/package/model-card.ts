import { z } from 'zod';
import type { Candidate } from '../train/candidate.ts';
import { criterionText } from '../problem/criterion.ts';
import { markdownRow, plain } from '../problem/markdown-row.ts';
import { Problem } from '../problem/problem.ts';
import type { PackagedModel } from './packaged-model.ts';

/** What people must know of a model that its file does not say. */
export const CardFacts = z.object({
  /** What it was made for: the statement, criteria and goals go into the card. */
  problem: Problem.optional(),
  /** Metrics on rows that no candidate saw, such as those of the final evaluation. */
  metrics: z.record(z.string(), z.number()).default({}),
  /** What it must not be used for, and where it is weak. */
  limits: z.array(z.string()).default([]),
});
export interface CardFacts extends z.output<typeof CardFacts> {}

/** All of a packaged model but its package, which the card is in. */
export type Described = Omit<PackagedModel, 'package' | 'objectKey'>;

/**
 * The card of a model in Markdown (Mitchell et al., Model Cards for Model Reporting, 2019): what it
 * is for, what it was trained on, how well it does, what to know before using it.
 */
export function modelCard(model: Described, candidate: Candidate, facts: CardFacts): string {
  const { name, kind, task, inputs, signature, check, quantized } = model;
  return [
    `# ${plain(name)}`,
    '',
    `A model for ${words(task)}, of kind \`${kind}\`, as one ONNX file with its preprocessing inside.`,
    '',
    ...useOf(facts),
    '## Data',
    '',
    ...table([
      ['predicts', candidate.target ?? 'nothing: it was trained without a target'],
      ['trained on', `${candidate.trainedOn.rows} rows, sha256 ${candidate.trainedOn.sha256}`],
      ['chosen on', `${candidate.validation.rows} rows, sha256 ${candidate.validation.sha256}`],
      ['numbers', namesOf(inputs, 'number')],
      ['texts', namesOf(inputs, 'text')],
      ...(model.classes.length === 0 ? [] : [['classes', model.classes.join(', ')] as const]),
    ]),
    ...metricsOf('Metrics on the validation part', candidate.validation.metrics),
    ...metricsOf('Metrics on the holdout', facts.metrics),
    '## Input and output',
    '',
    '| tensor | type | shape |',
    '|---|---|---|',
    ...[...signature.inputs, ...signature.outputs].map((each) =>
      markdownRow(each.name, each.datatype, each.shape.join(' × ')),
    ),
    '',
    '`-1` is the number of rows. `input_example.json` holds a row.',
    '',
    '## Limits',
    '',
    ...limitsOf(model, facts).map((limit) => `- ${limit}`),
    '',
    '## Provenance',
    '',
    ...table([
      ['sha256 of model.onnx', model.sha256],
      [
        'trained by',
        `${candidate.name}, on ${candidate.device.name} (${candidate.device.backend})`,
      ],
      ['settings', JSON.stringify(candidate.settings)],
      [
        'checked against its trainer',
        `${check.rows} rows, at most ${check.maxDifference.toExponential(1)} apart (allowed: ${check.tolerance})`,
      ],
      ...(quantized === undefined ? [] : [['weights', quantizedText(quantized)] as const]),
    ]),
  ].join('\n');
}

function useOf({ problem }: CardFacts): string[] {
  if (problem === undefined) return [];
  const { statement, criteria, kpi } = problem;
  return [
    '## Intended use',
    '',
    plain(statement),
    '',
    ...criteria.map((one) => `- It had to reach ${plain(criterionText(one))}.`),
    ...kpi.map(({ name, goal }) => `- It is to serve ${plain(name)}: ${plain(goal)}.`),
    '',
  ];
}

function limitsOf(model: Described, { problem, limits }: CardFacts): string[] {
  const texts = model.inputs.some(({ type }) => type === 'text');
  return [
    ...limits.map(plain),
    'It knows what its training data held; on other data it may be wrong without a sign of it.',
    ...(texts
      ? [
          'A text that training did not hold counts as none of the known ones; an empty text counts as missing.',
        ]
      : []),
    ...(problem !== undefined && problem.groups.length > 0
      ? [
          `Fairness was judged over ${problem.groups.map(({ column }) => plain(column)).join(', ')} alone.`,
        ]
      : []),
    'Answers are single precision.',
  ];
}

function quantizedText(of: NonNullable<PackagedModel['quantized']>): string {
  return `8 bits, ${(of.sizeRatio * 100).toFixed(0)} % of the size; ${of.metric} ${of.after} instead of ${of.before} on ${of.rows} rows`;
}

function metricsOf(title: string, metrics: Readonly<Record<string, number>>): string[] {
  const lines = Object.entries(metrics).map(([name, value]) => [name, `${value}`] as const);
  return lines.length === 0 ? [] : [`## ${title}`, '', ...table(lines)];
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  return ['| | |', '|---|---|', ...rows.map((row) => markdownRow(...row)), ''];
}

function namesOf(inputs: PackagedModel['inputs'], type: 'number' | 'text'): string {
  const names = inputs.filter((input) => input.type === type).map(({ column }) => column);
  return names.length === 0 ? 'none' : names.join(', ');
}

const words = (task: string): string => task.replaceAll('_', ' ');
