import { describe, expect, it } from 'vitest';
import { findMisuse } from './find-misuse.ts';

const HEAD = `
import { z } from 'zod';
import { dag, map as over, repeat, task, eq, gt, withResource } from 'perdure';
import { validate } from 'perdure/tasks';
import { train, helper } from './tasks.ts';
const gate = task({ name: 'gate', run: () => { if (!process.env.X || 1 === 1) return; } });
`;

function warnings(body: string): readonly string[] {
  const text = `${HEAD}export const d = dag({ id: 'd' }, ({ params, run: now }) => {\n${body}\n});`;
  return findMisuse('d.dag.ts', text).map(({ code, line, column, message }) => {
    const shown = /`([^`]*)`/.exec(message)?.[1] ?? '';
    return `${code} ${line - HEAD.split('\n').length}:${column} ${shown}`;
  });
}

describe('the syntax warnings', () => {
  it.each([
    ['not of a param', 'return !params.ok;', 'DAG038 1:8 !params.ok'],
    ['not of a task result', 'const g = gate();\nreturn !g;', 'DAG038 2:8 !g'],
    ['or with a fallback', 'return params.url || "x";', 'DAG038 1:8 params.url || "x"'],
    ['and', 'return params.ok && gate();', 'DAG038 1:8 params.ok && gate()'],
    ['nullish', 'return params.url ?? "x";', 'DAG038 1:8 params.url ?? "x"'],
    ['while', 'while (params.ok) gate();', 'DAG038 1:8 params.ok'],
    ['do while', 'do gate(); while (params.ok);', 'DAG038 1:19 params.ok'],
    ['for', 'for (; params.ok;) gate();', 'DAG038 1:8 params.ok'],
    ['if on an expression', 'if (gt(params.n, 1)) gate();', 'DAG038 1:5 gt(params.n, 1)'],
    ['the ternary', 'return params.ok ? 1 : 2;', 'DAG038 1:8 params.ok'],
    ['equality from the left', 'return params.kind === "a";', 'DAG038 1:8 params.kind === "a"'],
    ['equality from the right', 'return "a" !== params.kind;', 'DAG038 1:8 "a" !== params.kind'],
    ['equality of two', 'return params.a == params.b;', 'DAG038 1:8 params.a == params.b'],
    ['switch', 'switch (params.kind) { case "a": gate(); }', 'DAG038 1:9 params.kind'],
    ['a destructured param', 'const { url } = params;\nreturn !url;', 'DAG038 2:8 !url'],
    ['a renamed context field', 'return !now.isLatest;', 'DAG038 1:8 !now.isLatest'],
    ['a map item', 'over([1], (item, index) => !item);', 'DAG038 1:28 !item'],
    ['a destructured map item', 'over([{ a: 1 }], ({ a }) => !a);', 'DAG038 1:29 !a'],
    [
      'a ready-made task',
      'const v = validate({ data: params.d });\nif (v.passed) gate();',
      'DAG038 2:5 v.passed',
    ],
    ['an imported task', 'const m = train({ data: 1 });\nif (m.ok) gate();', 'DAG038 2:5 m.ok'],
    ['a resource', 'withResource({}, (r) => !r);', 'DAG038 1:25 !r'],
    ['the clock', 'gate({ at: Date.now() });', 'LOAD019 1:12 Date.now()'],
    ['the date of loading', 'gate({ at: new Date().toISOString() });', 'LOAD019 1:12 new Date()'],
    ['chance', 'gate({ seed: Math.random() });', 'LOAD019 1:14 Math.random()'],
  ])('finds %s', (_name, body, expected) => {
    expect(warnings(body)).toEqual([expected]);
  });

  it.each([
    ['plain values', 'const list = [1, 2];\nif (list.length === 2 && !process.env.X) gate();'],
    ['a loop over names', 'for (let i = 0; i < 3; i++) gate({}, { id: `g${i}` });'],
    ['a helper that is given no object', 'const n = helper(3);\nif (!n) gate();'],
    ['words', 'return eq(params.kind, "a");'],
    ['optional steps into a reference', 'return gate()?.path;'],
    ['a shadowed name', '[1].forEach((params) => { if (!params) gate(); });'],
    ['a name bound again', 'const g = gate();\n{ const g = 1; if (!g) gate(); }'],
    ['the body of a task', 'task({ name: "x", run: ({ url }) => url || Math.random() });'],
    ['a fixed date', 'gate({ at: new Date(0).toISOString() });'],
  ])('has nothing to say about %s', (_name, body) => {
    expect(warnings(body)).toEqual([]);
  });

  it('leaves files alone that do not use `dag` of perdure', () => {
    const text = 'const dag = (a, b) => b({});\ndag({}, ({ params }) => !params);';
    expect(findMisuse('x.ts', text)).toEqual([]);
  });

  it('survives text that no parser likes', () => {
    expect(findMisuse('x.ts', `${HEAD} dag({, ((( => !`)).toEqual([]);
  });
});
