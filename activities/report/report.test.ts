import { describe, expect, it } from 'vitest';
import type { Analysis } from '../evaluate/analysis.ts';
import { defineProblem } from '../problem/define-problem.ts';
import { problemCard } from '../problem/problem-card.ts';
import { reportPage, type JudgedRun } from './page.ts';
import { reportSummary } from './summary.ts';

const EVIL = '<script>alert("x")</script> | ![](http://evil.example/x.png)';
const problem = defineProblem({
  name: 'evil',
  statement: EVIL,
  task: 'classification',
  target: 'label',
  metric: 'accuracy',
  criteria: [{ metric: 'accuracy', min: 0.9, because: EVIL }],
  kpi: [{ name: EVIL, goal: EVIL }],
});
const sha256 = 'a'.repeat(64);
const by = { dagId: 'd', runId: 'r', task: 'evaluate' };
const file = { uri: 'file-content://x', sha256, size: 1 };
const device = { name: 'cpu', backend: 'typed arrays' };
const judged: JudgedRun = {
  ...{ verdict: 'reject', score: 0.5, metric: 'accuracy', metrics: { accuracy: 0.5 }, by },
  best: {
    ...{ name: EVIL, task: 'classification', kind: 'forest', model: file, target: 'label' },
    ...{ pipeline: { sha256, features: 1 }, classes: [EVIL, 'b'], trainedOn: { sha256, rows: 9 } },
    ...{ validation: { sha256, rows: 2, metrics: {} }, settings: { note: EVIL }, device },
    ...{ seconds: 1, trackingRun: 't', by },
  },
  confusion: [
    [1, 1],
    [0, 2],
  ],
  leaderboard: [
    {
      ...{ name: EVIL, kind: EVIL, validation: 0.5, holdout: 0.5, interval: [0.4, 0.6] },
      ...{ metrics: {}, device, seconds: 1 },
    },
  ],
  criteria: [{ metric: 'accuracy', min: 0.9, because: EVIL, value: 0.5, met: false }],
  baseline: { kind: 'majority', score: 0.4, beaten: true },
  champion: { version: 3, score: 0.6, onlyCandidate: 1, onlyChampion: 2, pValue: 0.5 },
  ...{ reasons: [EVIL], reason: EVIL, holdout: { sha256, rows: 4 } },
};
const analysis: Analysis = {
  slices: [{ slice: EVIL, rows: 4, score: 0.5 }],
  weakSlices: [],
  fairness: [],
  importance: [{ column: EVIL, mean: 0.1, deviation: 0, values: [0.1] }],
  predicted: [
    [1, 2],
    [3, 2],
  ],
};

describe('the report of an evaluation', () => {
  it('shows how training went, of each candidate that recorded it', async () => {
    const points = [1, 2].map((step) => ({
      ...{ step, train: { loss: 1 / step }, validation: { loss: 2 / step, accuracy: 0.5 } },
    }));
    const curve = { name: EVIL, kind: 'neural_net', unit: 'epoch' as const, points };
    const bare = { ...curve, points: points.map((one) => ({ ...one, validation: {} })) };
    const page = await reportPage(problem, judged, { ...analysis, learning: [curve, bare] });
    expect(page).toContain('How training went');
    expect(page).toContain('(neural_net), 2 epochs.');
    expect(page.match(/<svg/g)?.length).toBe(4 + 2 + 1);
    expect(page).toContain('validation');
    expect(page).not.toMatch(/<script/i);
    expect(await reportPage(problem, judged, analysis)).not.toContain('How training went');
  });
  it('escapes every text of data and author, and loads nothing', async () => {
    const page = await reportPage(problem, judged, analysis);
    expect(page).toContain('&#60;script&#62;');
    expect(page).not.toMatch(/<script/i);
    expect(page).not.toMatch(/\s(href|src|on\w+)=/i);
    expect(page).toContain(`default-src 'none'`);
    expect(page.match(/<svg/g)?.length).toBe(4);
    expect(page).toContain('version 3, which serves now');
  });
  it('is Markdown too, in which nothing of the data is markup', () => {
    const text = reportSummary(problem, judged, analysis) + problemCard(problem);
    expect(text).not.toMatch(/<script/i);
    expect(text).not.toContain('![](');
    expect(text).toContain('| accuracy ≥ 0.9 | 0.5 | missed |');
  });
});

describe('a problem', () => {
  const given = {
    ...{ name: 'p', statement: 's', task: 'classification' as const, target: 't' },
    ...{ metric: 'accuracy' as const, criteria: [{ metric: 'accuracy' as const, min: 0.5 }] },
  };
  it.each([
    [{ metric: 'r2' as const }, '"r2" judges a regression'],
    [{ criteria: [{ metric: 'accuracy' as const }] }, 'has no bound'],
    [{ criteria: [{ metric: 'accuracy' as const, min: 95 }] }, 'a bound of 95 says nothing'],
    [{ baseline: 'mean' as const }, 'The baseline "mean" is none for a classification'],
    [{ minTrainRows: 0 }, 'minTrainRows: '],
    [{ name: '../x' }, 'name: '],
  ])('that contradicts itself is refused: %j', (change, words) => {
    expect(() => defineProblem({ ...given, ...change })).toThrow(words);
  });
});
