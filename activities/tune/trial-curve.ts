import { z } from 'zod';
import type { TaskContext } from '../../dsl/index.ts';
import { artifactKey } from '../../stores/objects/object-key.ts';
import { errorCode } from '../../stores/objects/object-error.ts';
import { servicesOf } from '../services.ts';
import type { TrialHandle } from './trial-handle.ts';

/**
 * What a trial told on its way, where its peers can read it while it runs: one small object a trial,
 * written by the trial alone.
 */
const Curve = z.object({
  points: z.array(z.tuple([z.number(), z.number()])),
  pruned: z.boolean(),
});
export interface Curve extends z.output<typeof Curve> {}

/** It belongs to no attempt: a later one goes on with it. */
const NO_ATTEMPT = { generation: 0, attempt: 0 };

const keyOf = ({ study }: Pick<TrialHandle, 'study'>, number: number): string =>
  artifactKey(study, NO_ATTEMPT, `trial-${String(number).padStart(6, '0')}.json`);

/** @returns undefined when the trial has told nothing. */
export async function readCurve(
  ctx: TaskContext,
  handle: Pick<TrialHandle, 'study'>,
  number: number,
): Promise<Curve | undefined> {
  try {
    const bytes = await servicesOf(ctx).objects.get(keyOf(handle, number));
    return Curve.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (error) {
    if (errorCode(error) === 'OBJECT_MISSING') return undefined;
    throw error;
  }
}

export async function writeCurve(
  ctx: TaskContext,
  handle: TrialHandle,
  curve: Curve,
): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(curve));
  await servicesOf(ctx).objects.put(keyOf(handle, handle.number), bytes);
}
