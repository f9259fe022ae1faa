import type { CompiledPlan } from '../dsl/plan/plan.ts';
import type { RunEvent } from '../workflows/run/index.ts';
import { plan, task, TestRun } from '../workflows/run/testing/plan-words.ts';

/** What one activation of the reducer may cost, in ms of this process. */
interface Size {
  readonly instances: number;
  readonly limitMs: number;
}
const SIZES: readonly Size[] = [
  { instances: 1_000, limitMs: 20 },
  { instances: 10_000, limitMs: 200 },
];
const TRIES = 15;

export interface ReducerCost {
  readonly what: string;
  /** Least of some tries for each size: other work on the machine only ever adds. */
  readonly ms: readonly number[];
}

export function measureReducer(): readonly ReducerCost[] {
  return Object.entries(WORK).map(([what, prepare]) => ({
    what,
    ms: SIZES.map(({ instances }) => leastMs(() => prepare(instances))),
  }));
}

/** A table, and what is over its limit. */
export function reducerMarkdown(costs: readonly ReducerCost[]): string {
  const header = SIZES.map((size) => `${size.instances} instances (limit ${size.limitMs} ms)`);
  const rows = costs.map(({ what, ms }) => `| ${what} | ${ms.map(shown).join(' | ')} |`);
  return [
    '## Reducer: cost per activation',
    '',
    `| | ${header.join(' | ')} |`,
    `| --- | ${header.map(() => '---:').join(' | ')} |`,
    ...rows,
  ].join('\n');
}

function shown(ms: number, at: number): string {
  const limit = SIZES[at]?.limitMs ?? 0;
  return `${ms.toFixed(1)} ms${ms > limit ? ' **over**' : ''}`;
}

/** Each prepares a run, and gives the one activation to be timed. */
const WORK: { readonly [what: string]: (instances: number) => () => void } = {
  start: (count) => {
    const chained = chain(count);
    return () => void new TestRun(chained);
  },
  'fan-out': (count) => {
    const run = new TestRun(fan(count));
    return () => void run.ok('root');
  },
  'fan-in, all reports in one batch': (count) => {
    const run = new TestRun(fan(count)).ok('root');
    const reports = Array.from({ length: count }, (_, at) => succeeded(`f${at}`));
    return () => void run.reducer.apply(reports);
  },
  'failure down a chain': (count) => {
    const run = new TestRun(chain(count));
    return () => void run.reducer.apply([failed('t0')]);
  },
  'clear of everything': (count) => {
    const run = new TestRun(chain(count));
    run.reducer.apply(Array.from({ length: count }, (_, at) => succeeded(`t${at}`)));
    return () => void run.reducer.apply([{ type: 'clear', selection: {} }]);
  },
  'replay of as many events, one by one': (count) => {
    const run = new TestRun(chain(count));
    const reports = Array.from({ length: count }, (_, at) => succeeded(`t${at}`));
    return () => {
      for (const report of reports) run.reducer.apply([report]);
    };
  },
};

function chain(length: number): CompiledPlan {
  return plan(Array.from({ length }, (_, at) => task(`t${at}`, at > 0 ? [`t${at - 1}`] : [])));
}

function fan(width: number): CompiledPlan {
  const ids = Array.from({ length: width }, (_, at) => `f${at}`);
  return plan([task('root'), ...ids.map((id) => task(id, ['root'])), task('join', ids)]);
}

function succeeded(path: string): RunEvent {
  return { type: 'succeeded', path, output: { kind: 'inline', value: null } };
}

function failed(path: string): RunEvent {
  return { type: 'failed', path, error: { type: 'TaskFailed', message: 'No.' } };
}

function leastMs(prepare: () => () => void): number {
  const tries = Array.from({ length: TRIES }, () => {
    const work = prepare();
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return Math.min(...tries);
}
