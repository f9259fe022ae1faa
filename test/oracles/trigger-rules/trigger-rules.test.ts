import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { TRIGGER_RULES } from '../../../dsl/plan/trigger-rule.ts';
import { emptyTally, type Tally } from '../../../workflows/run/tally.ts';
import { triggerDecision } from '../../../workflows/run/trigger-decision.ts';

interface Fixture {
  readonly airflow: string;
  readonly rules: { readonly [rule: string]: { readonly [parents: string]: string } };
}

// The file is made by make_cells.py beside it, which writes this shape.
const fixture = JSON.parse(
  readFileSync(new URL('./airflow-cells.json', import.meta.url), 'utf8'),
) as Fixture;

const STATE_OF = { s: 'success', f: 'failed', k: 'skipped', u: 'upstream_failed' } as const;

function tallyOf(parents: string): Tally {
  const tally = emptyTally(parents.length);
  for (const letter of parents) {
    if (letter === 's' || letter === 'f' || letter === 'k' || letter === 'u') {
      tally[STATE_OF[letter]] += 1;
    }
  }
  return tally;
}

describe(`Trigger rules decide as Airflow ${fixture.airflow}'s TriggerRuleDep`, () => {
  test('the fixture covers all thirteen rules and every combination of up to three parents', () => {
    expect(Object.keys(fixture.rules)).toEqual([...TRIGGER_RULES].sort());
    for (const cells of Object.values(fixture.rules)) expect(Object.keys(cells)).toHaveLength(56);
  });

  test.each(TRIGGER_RULES)('%s agrees in every cell, finished or not', (rule) => {
    const cells = fixture.rules[rule] ?? {};
    const ours = Object.fromEntries(
      Object.keys(cells).map((parents) => [parents, triggerDecision(rule, tallyOf(parents))]),
    );
    expect(ours).toEqual(cells);
  });

  test('no rule waits once every parent has finished, so no run can hang on one', () => {
    const waiting = Object.entries(fixture.rules).flatMap(([rule, cells]) =>
      Object.entries(cells)
        .filter(([parents, decision]) => decision === 'wait' && !parents.includes('r'))
        .map(([parents]) => `${rule} ${parents}`),
    );
    expect(waiting).toEqual([]);
  });
});
