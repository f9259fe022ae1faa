import {
  DAG_SETTINGS_NOT_RUN,
  EVENT_SCHEDULES_RUN,
  TASK_OPTIONS_NOT_RUN,
  WORDS_NOT_RUN,
  type OptionNotRun,
} from './not-run-yet.ts';
import { regionsOfNode } from './node-regions.ts';
import type { ChildDagNode, CompiledPlan, PlanNode, Region, SensorNode, TaskNode } from './plan.ts';
import { wordOf } from './word-of-node.ts';

/** Something a plan asks for that this version of the engine does not do. */
export interface UnrunnableWord {
  readonly code: 'DAG090' | 'DAG091';
  /** A fault must be refused; a note changes nothing about what runs. */
  readonly severity: 'fault' | 'note';
  /** The word or option, as authors write it. */
  readonly word: string;
  /** The node; empty for the dag itself. */
  readonly node: string;
  readonly message: string;
  readonly expected: string;
  readonly hint: string;
}

/** Names everything in a plan that this version compiles and does not run. */
export function unrunnableWords(plan: CompiledPlan): readonly UnrunnableWord[] {
  return [...ofDag(plan), ...ofRegion(plan.root)];
}

function ofDag(plan: CompiledPlan): readonly UnrunnableWord[] {
  const found: UnrunnableWord[] = [];
  if (plan.schedule?.kind === 'events' && !EVENT_SCHEDULES_RUN) {
    found.push(word(plan.schedule.mode === 'all' ? 'allOf' : 'anyOf', ''));
  }
  for (const [name, notRun] of Object.entries(DAG_SETTINGS_NOT_RUN)) {
    if (isSet(plan.settings, name)) found.push(option(notRun, '', `dag "${plan.id}"`));
  }
  return found;
}

function ofRegion(region: Region): readonly UnrunnableWord[] {
  return region.nodes.flatMap((node) => [
    ...ofNode(node),
    ...regionsOfNode(node).flatMap(({ region: inner }) => ofRegion(inner)),
  ]);
}

function ofNode(node: PlanNode): readonly UnrunnableWord[] {
  const written = wordOf(node);
  // What the word's options say matters once the word is run.
  if (WORDS_NOT_RUN.includes(written)) return [word(written, node.id)];
  return 'options' in node ? ofOptions(node) : [];
}

function ofOptions(node: TaskNode | SensorNode | ChildDagNode): readonly UnrunnableWord[] {
  const found: UnrunnableWord[] = [];
  const place = `${node.kind === 'childDag' ? wordOf(node) : node.kind} "${node.id}"`;
  for (const [name, notRun] of Object.entries(TASK_OPTIONS_NOT_RUN)) {
    if (isSet(node.options, name)) found.push(option(notRun, node.id, place));
  }
  return found;
}

/** An option counts as given when it says something: not absent, false or empty. */
function isSet(options: object, name: string): boolean {
  const value: unknown = Reflect.get(options, name);
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
}

function word(name: string, node: string): UnrunnableWord {
  return {
    code: 'DAG090',
    severity: 'fault',
    word: name,
    node,
    message: `\`${name}\` compiles, but this version of Perdure does not run it yet.`,
    expected: 'Its other words, and schedules by time, run.',
    hint: `Leave \`${name}\` out until a version that runs it.`,
  };
}

function option(
  { option: name, severity }: OptionNotRun,
  node: string,
  place: string,
): UnrunnableWord {
  return {
    code: 'DAG091',
    severity,
    word: name,
    node,
    message: `The option \`${name}\` of ${place} compiles, but this version of Perdure does not act on it yet.`,
    expected:
      severity === 'fault' ? 'Ignoring it would change what runs.' : 'Nothing that runs changes.',
    hint: severity === 'fault' ? `Leave \`${name}\` out until a version that acts on it.` : '',
  };
}
