import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertAgreesWithModel } from './agrees-with-model.ts';
import { commandsOf, transitionsOf, type Played } from './play-run.ts';
import { randomCase, type RandomCase } from './random-case.ts';

/**
 * The reducer against the reference model: same states after every batch, same inputs, same result,
 * one finish, nothing scheduled twice, same events same commands, all invariants.
 *
 * PERDURE_SEED and PERDURE_RUNS choose other runs. A case that ever failed goes, as fast-check
 * prints it, into kept-cases.json with a word on what was wrong, and is run first for ever after.
 */
const seed = Number(process.env['PERDURE_SEED'] ?? 20_260_101);
const numRuns = Number(process.env['PERDURE_RUNS'] ?? 10_000);

// The file holds cases as fast-check printed them, each with the reason it was kept.
const kept = JSON.parse(
  readFileSync(new URL('./kept-cases.json', import.meta.url), 'utf8'),
) as readonly { readonly why: string; readonly case: RandomCase }[];

test.each(kept)('kept: $why', (each) => {
  expect(() => assertAgreesWithModel(each.case)).not.toThrow();
});

const PARTS = 10;
const seen = new Map<string, number>();
let played = 0;

describe(`${numRuns} random dag runs end as the reference model says`, () => {
  test.each(Array.from({ length: PARTS }, (_, part) => seed + part))(
    'seed %i',
    async (partSeed) => {
      const agrees = fc.asyncProperty(randomCase, async (each) => {
        for (const feature of featuresOf(assertAgreesWithModel(each))) {
          seen.set(feature, (seen.get(feature) ?? 0) + 1);
        }
        played += 1;
        // The test runner gives up on a worker that does not answer for a minute.
        if (played % 100 === 0) await new Promise((resolve) => setTimeout(resolve));
      });
      await fc.assert(agrees, { numRuns: Math.ceil(numRuns / PARTS), seed: partSeed });
    },
    300_000,
  );

  test('and they meet everything worth meeting, often enough to prove something', () => {
    const rare = FEATURES.filter((feature) => (seen.get(feature) ?? 0) < numRuns / 200);
    expect(rare, `seen: ${JSON.stringify([...seen])}`).toEqual([]);
  });
});

const FEATURES = [
  'items',
  'items of items',
  'no items',
  'not a list',
  'unchosen case',
  'unknown case',
  'short-circuit',
  'cancel with tasks in flight',
  'retry',
  'skipped',
  'failed',
  'upstream_failed',
  'run success',
  'run failed',
  'ten tasks',
];

function featuresOf(played: Played): ReadonlySet<string> {
  const features = new Set<string>();
  const commands = commandsOf(played);
  for (const command of commands) {
    if (command.type === 'stop') features.add('cancel with tasks in flight');
    if (command.type === 'finish') features.add(`run ${command.state}`);
    if (command.type === 'schedule' && command.mapIndex.length > 0) features.add('items');
    if (command.type === 'schedule' && command.mapIndex.length > 1) features.add('items of items');
  }
  if (commands.filter(({ type }) => type === 'schedule').length >= 10) features.add('ten tasks');
  for (const { state, reason = '' } of transitionsOf(played)) {
    features.add(state === 'up_for_retry' ? 'retry' : state);
    if (reason.startsWith('The list has no items')) features.add('no items');
    if (reason.startsWith('ItemsNotAList')) features.add('not a list');
    if (reason.includes('" chose ')) features.add('unchosen case');
    if (reason.startsWith('UnknownCase')) features.add('unknown case');
    if (reason.startsWith('Short-circuited')) features.add('short-circuit');
  }
  return features;
}
