import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AirflowCase, CaseEnd } from './airflow-case.ts';
import { differencesOf } from './compare-case.ts';

/** What `make_runs.py` wrote, a case a line. */
function casesOf(file: string): AirflowCase[] {
  const lines = readFileSync(new URL(file, import.meta.url), 'utf8').split('\n');
  // The file is made by make_runs.py, which writes this shape.
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as AirflowCase);
}

/** Under `failFast` a run in which a task failed has failed (differences.md, D7). */
function withD7(of: AirflowCase): AirflowCase {
  if (of.failFast !== true) return of;
  const failed = (end: CaseEnd): boolean => Object.values(end.states).includes('failed');
  return {
    ...of,
    airflow: of.airflow.map((end) => (failed(end) ? { ...end, run: 'failed' } : end)),
  };
}

/** As Airflow left the run, where it did not look at it again after a mark (D10). */
function asLeft(of: AirflowCase): AirflowCase {
  return { ...of, airflow: of.airflow.map((end) => ({ ...end, run: end.left ?? end.run })) };
}

const families = readdirSync(new URL('./cases/', import.meta.url)).filter((name) =>
  name.endsWith('.jsonl'),
);

describe('Every task and every run ends as in Airflow 3.3.2', () => {
  test.each(families)('cases/%s', (name) => {
    const differing = casesOf(`./cases/${name}`).flatMap((each) =>
      differencesOf(withD7(each)).map((cell) => `${each.id}, ${cell}`),
    );
    expect(differing).toEqual([]);
  });

  test('the fixtures hold at least 500 dags, each another', () => {
    const cases = families.flatMap((name) => casesOf(`./cases/${name}`));
    expect(new Set(cases.map(({ body }) => JSON.stringify(body))).size).toBeGreaterThanOrEqual(500);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  });
});

describe('Where we differ on purpose, we differ as differences.md says and no further', () => {
  const expected = JSON.parse(
    readFileSync(new URL('./differences.json', import.meta.url), 'utf8'),
  ) as { readonly [id: string]: readonly string[] };
  const cases = casesOf('./differences.jsonl');

  test.each(cases)('$id', (each) => {
    expect(differencesOf(asLeft(each), false)).toEqual(expected[each.id]);
  });

  test('each difference has its reason, and each reason its case', () => {
    const reasons = readFileSync(new URL('./differences.md', import.meta.url), 'utf8');
    const named = [...reasons.matchAll(/^## (D\d+)\b/gm)].map(([, name]) => name);
    const shown = new Set(cases.map(({ id }) => id.split('_')[0]));
    expect(named).toEqual([...shown]);
    expect(Object.keys(expected)).toEqual(cases.map(({ id }) => id));
  });
});
