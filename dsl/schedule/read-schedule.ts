import type { SourceDefinition } from '../asset/source-definition.ts';
import { didYouMean, listNames } from '../fault/did-you-mean.ts';
import type { Fault } from '../fault/fault.ts';
import type { Trace } from '../fault/trace.ts';
import type { PlanSchedule } from '../plan/plan.ts';
import { OptionReader } from '../task/option-reader.ts';
import { cronProblem } from './cron-problem.ts';
import { scheduleSpec, type ScheduleSpec } from './schedule-spec.ts';

type Report = (fault: Fault) => void;
const PRESETS = [
  '@once',
  '@continuous',
  '@hourly',
  '@daily',
  '@weekly',
  '@monthly',
  '@quarterly',
  '@yearly',
] as const;

/** Checks a dag's schedule and brings it into the plan's form. */
export function readSchedule(
  given: unknown,
  trace: Trace,
  report: Report,
): PlanSchedule | undefined {
  if (given === undefined) return undefined;
  const preset = PRESETS.find((known) => known === given);
  if (preset !== undefined) return { kind: 'preset', preset };
  const spec = scheduleSpec(given);
  if (spec === undefined) {
    refuseKind(given, trace, report);
    return undefined;
  }
  switch (spec.kind) {
    case 'cron':
      return readCron(spec.given, spec.trace, report);
    case 'every':
      return readEvery(spec.given, spec.trace, report);
    case 'all':
    case 'any':
      return readEvents(spec, report);
  }
}

function refuseKind(given: unknown, trace: Trace, report: Report): void {
  const text = typeof given === 'string' ? given : '';
  const isCron = text.trim().split(/\s+/).length === 5;
  report({
    code: 'DAG046',
    place: 'schedule',
    problem: `The schedule is ${text === '' ? `of type ${typeof given}` : JSON.stringify(text)}.`,
    expected: `A schedule is a preset (${listNames(PRESETS)}), or made by \`cron\`, \`every\`, \`allOf\` or \`anyOf\`.`,
    hint: isCron ? `Write \`cron('${text}')\`.` : didYouMean(text, PRESETS),
    trace,
  });
}

function readCron(given: object, trace: Trace, report: Report): PlanSchedule {
  const read = new OptionReader(given, { place: 'schedule', trace, report });
  read.refuseUnknown(['expression', 'timezone', 'jitter']);
  const { expression } = given as { readonly expression: unknown };
  const expressions: readonly unknown[] = Array.isArray(expression) ? expression : [expression];
  if (expressions.length === 0) reportCron('', 'there is no expression', trace, report);
  const timezone = readTimezone(read.text('timezone') ?? 'UTC', trace, report);
  for (const each of expressions) {
    const problem = cronProblem(each, timezone);
    if (problem !== undefined) reportCron(each, problem, trace, report);
  }
  return {
    kind: 'cron',
    expressions: expressions.map(String),
    timezone,
    jitterMs: read.duration('jitter') ?? 0,
  };
}

function reportCron(expression: unknown, problem: string, trace: Trace, report: Report): void {
  report({
    code: 'DAG043',
    place: 'schedule',
    problem: `The cron expression ${JSON.stringify(expression) ?? String(expression)} is refused: ${problem}.`,
    expected: 'Five fields: minute, hour, day of month, month, day of week.',
    hint: 'For example, `cron("0 3 * * *")` is every day at three.',
    trace,
  });
}

function readTimezone(name: string, trace: Trace, report: Report): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name;
  } catch {
    report({
      code: 'DAG044',
      place: 'schedule.timezone',
      problem: `The time zone ${JSON.stringify(name)} does not exist.`,
      expected: 'A time zone of the IANA data base, such as "Europe/Paris" or "UTC".',
      hint: didYouMean(name, Intl.supportedValuesOf('timeZone')),
      trace,
    });
    return 'UTC';
  }
}

function readEvery(given: object, trace: Trace, report: Report): PlanSchedule | undefined {
  const read = new OptionReader(given, { place: 'schedule', trace, report });
  read.refuseUnknown(['interval', 'offset']);
  const intervalMs = read.duration('interval', 'more');
  const offsetMs = read.duration('offset') ?? 0;
  return intervalMs === undefined ? undefined : { kind: 'every', intervalMs, offsetMs };
}

function readEvents(
  spec: Extract<ScheduleSpec, { kind: 'all' | 'any' }>,
  report: Report,
): PlanSchedule {
  const word = spec.kind === 'all' ? 'allOf' : 'anyOf';
  const refuse = (place: string, problem: string): void =>
    report({
      code: 'DAG046',
      place,
      problem,
      expected: `\`${word}\` takes an object of assets and events by name.`,
      hint: `Write \`${word}({ orders })\`.`,
      trace: spec.trace,
    });
  if (spec.sources.size === 0) refuse('schedule', 'The schedule waits for nothing.');
  const sources: { key: string; source: string }[] = [];
  for (const [key, source] of spec.sources) {
    if (source === undefined) refuse(`schedule.${key}`, `"${key}" is not an asset or event.`);
    else sources.push({ key, source: source.name });
  }
  return { kind: 'events', mode: spec.kind, sources };
}

/** The sources of an event schedule, by the names the body finds them under. */
export function eventSources(
  given: unknown,
):
  | { readonly mode: 'all' | 'any'; readonly sources: ReadonlyMap<string, SourceDefinition> }
  | undefined {
  const spec = scheduleSpec(given);
  if (spec?.kind !== 'all' && spec?.kind !== 'any') return undefined;
  const sources = new Map<string, SourceDefinition>();
  for (const [key, source] of spec.sources) if (source !== undefined) sources.set(key, source);
  return { mode: spec.kind, sources };
}
