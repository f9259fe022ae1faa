import { z } from 'zod';
import type { TaskContext } from '../../dsl/index.ts';
import { TrialRecord } from './study-state.ts';

const History = z.array(TrialRecord);

/** All trials of a study that have ended, in the order of their numbers. */
export async function readHistory(
  ctx: TaskContext,
  uri: string | undefined,
): Promise<readonly TrialRecord[]> {
  if (uri === undefined) return [];
  const text = Buffer.from(await ctx.artifacts.get(uri)).toString('utf8');
  return History.parse(JSON.parse(text));
}

/** Keeps them; the same history has the same uri. */
export async function writeHistory(
  ctx: TaskContext,
  trials: readonly TrialRecord[],
): Promise<string> {
  const { uri } = await ctx.artifacts.put('trials.json', JSON.stringify(trials));
  return uri;
}
