import type { Trace } from '../fault/trace.ts';
import { placeOf } from '../fault/trace.ts';
import type { DagDraft, Frame } from './draft.ts';
import { raiseFault, recordFault } from './slot.ts';

const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/;
const LONGEST = 200;

/** Why a text cannot be an id; undefined if it can. */
export function refuseId(id: unknown): string | undefined {
  if (typeof id !== 'string') return `it is of type ${typeof id}`;
  if (!ID.test(id))
    return 'only letters, digits, ".", "_" and "-" are allowed, a letter or digit first, at most 200';
  // Names that every JavaScript object answers to, so a look-up by id would find the wrong thing.
  if (id in {} || id === 'prototype') return 'it is a name that every JavaScript object has';
  return undefined;
}

/** Reports an id that cannot be one; `what` as in "The dag id". */
export function checkId(id: unknown, what: string, trace: Trace): boolean {
  const problem = refuseId(id);
  if (problem === undefined) return true;
  const shown = typeof id === 'string' ? JSON.stringify(id.slice(0, 80)) : String(id);
  raiseFault({
    code: 'DAG005',
    place: typeof id === 'string' ? id.slice(0, 80) : '',
    problem: `${what} ${shown} is not allowed: ${problem}.`,
    expected: 'Ids name files, database rows and log lines.',
    hint: 'Choose a name such as "train_model".',
    trace,
  });
  return false;
}

/** Takes an id in a dag; a second use is a fault that names both places. */
export function claimId(dag: DagDraft, id: string, trace: Trace): void {
  const before = dag.ids.get(id);
  if (before === undefined) {
    dag.ids.set(id, trace);
    if (id.length > LONGEST) refuseLength(dag, id, trace);
    return;
  }
  const { file, line, column } = placeOf(before);
  recordFault(dag, {
    code: 'DAG003',
    place: id,
    problem: `The id "${id}" is taken already, at ${file}:${line}:${column}.`,
    expected: 'An id is unique in its dag, because history, logs and results hang on it.',
    hint: `Give one of the two an id of its own, such as \`{ id: '${suggestion(id)}' }\`.`,
    trace,
  });
}

function refuseLength(dag: DagDraft, id: string, trace: Trace): void {
  recordFault(dag, {
    code: 'DAG005',
    place: id.slice(0, 80),
    problem: `The id "${id.slice(0, 80)}…" has ${id.length} characters with its groups and regions.`,
    expected: `At most ${LONGEST} are allowed.`,
    hint: 'Shorten the names of the groups and regions around it.',
    trace,
  });
}

function suggestion(id: string): string {
  const [last = ''] = id.split('.').slice(-1);
  return `${last.replace(/[^A-Za-z0-9_-]/g, '')}_2`;
}

/** The author's id with the prefix of the named regions and groups around it. */
export function fullId(frame: Frame, id: string): string {
  return `${frame.prefix}${id}`;
}
