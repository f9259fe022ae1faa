import type { Fault } from '../fault/fault.ts';
import type { Trace } from '../fault/trace.ts';
import type { DagSettings, PlanSchedule } from '../plan/plan.ts';
import { readSchedule } from '../schedule/read-schedule.ts';
import { refuseId } from '../scope/node-id.ts';
import type { Callback } from '../task/callback.ts';
import { OptionReader, withoutUndefined } from '../task/option-reader.ts';
import { readTaskOptions } from '../task/read-task-options.ts';
import type { TaskSettings } from '../task/task-settings.ts';

type Report = (fault: Fault) => void;

/** Everything about a dag but its graph and its params. */
export interface ReadSettings {
  readonly settings: DagSettings;
  readonly schedule: PlanSchedule | undefined;
  readonly defaults: TaskSettings;
  readonly callbacks: { readonly [kind in 'success' | 'failure']?: Callback };
}

const NAMES = [
  'id',
  'schedule',
  'params',
  'defaults',
  'catchup',
  'startDate',
  'endDate',
  'maxActiveRuns',
  'maxActiveTasks',
  'timeout',
  'tags',
  'owner',
  'doc',
  'failFast',
  'onSuccess',
  'onFailure',
];

/** Checks the definition of a dag; every fault is reported. */
export function readSettings(definition: object, trace: Trace, report: Report): ReadSettings {
  const read = new OptionReader(definition, { place: '', trace, report });
  read.refuseUnknown(NAMES);
  const given = definition as { readonly id?: unknown; readonly schedule?: unknown };
  checkDagId(given.id, trace, report);
  const defaults = read.object('defaults') ?? {};
  const callbacks = withoutUndefined({
    failure: read.callback('onFailure'),
    success: read.callback('onSuccess'),
  });
  return {
    settings: {
      ...withoutUndefined({
        ...readDates(read, trace, report),
        maxActiveRuns: read.number('maxActiveRuns', 1, 100_000),
        maxActiveTasks: read.number('maxActiveTasks', 1, 100_000),
        timeoutMs: read.duration('timeout', 'more'),
        owner: read.text('owner'),
        doc: read.text('doc'),
      }),
      catchup: read.boolean('catchup') ?? false,
      failFast: read.boolean('failFast') ?? false,
      tags: read.texts('tags') ?? [],
      callbacks: (['failure', 'success'] as const).filter((kind) => kind in callbacks),
    },
    schedule: readSchedule(given.schedule, trace, report),
    defaults: readTaskOptions(defaults, { place: 'defaults', trace, report }),
    callbacks,
  };
}

function checkDagId(id: unknown, trace: Trace, report: Report): void {
  const reserved = typeof id === 'string' && /^perdure(\.|$)/.test(id);
  const problem = reserved ? 'names that begin with "perdure" are the engine\'s own' : refuseId(id);
  if (problem === undefined) return;
  report({
    code: 'DAG005',
    place: '',
    problem: `The dag id ${typeof id === 'string' ? JSON.stringify(id.slice(0, 80)) : String(id)} is not allowed: ${problem}.`,
    expected: 'Ids name workflows, files and database rows.',
    hint: 'Choose a name such as "train_model".',
    trace,
  });
}

const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/;

function readDates(
  read: OptionReader,
  trace: Trace,
  report: Report,
): { startDate: string | undefined; endDate: string | undefined } {
  const date = (name: 'startDate' | 'endDate'): string | undefined => {
    const text = read.text(name);
    if (text === undefined || (ISO.test(text) && !Number.isNaN(Date.parse(text)))) return text;
    report({
      code: 'DAG045',
      place: name,
      problem: `The option "${name}" is ${JSON.stringify(text)}.`,
      expected:
        'A day such as "2026-01-31", or a time with an offset such as "2026-01-31T06:00:00Z".',
      hint: '',
      trace,
    });
    return undefined;
  };
  const startDate = date('startDate');
  const endDate = date('endDate');
  if (
    startDate !== undefined &&
    endDate !== undefined &&
    Date.parse(endDate) < Date.parse(startDate)
  ) {
    report({
      code: 'DAG045',
      place: 'endDate',
      problem: `The end date ${endDate} is before the start date ${startDate}.`,
      expected: 'A dag ends after it starts.',
      hint: '',
      trace,
    });
  }
  return { startDate, endDate };
}
