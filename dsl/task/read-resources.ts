import type { PlanResources } from '../plan/plan-task-options.ts';
import { raiseFault } from '../scope/slot.ts';
import { NAME, OptionReader, withoutUndefined, type OptionSite } from './option-reader.ts';

/** Reads what a task asks of its worker. Nothing of something is the same as not asking for it. */
export function readResources(
  resources: object | undefined,
  site: OptionSite,
): PlanResources | undefined {
  if (resources === undefined) return undefined;
  const at = { ...site, place: `${site.place}.resources` };
  const read = new OptionReader(resources, at);
  read.refuseUnknown(['gpu', 'gpuMemory', 'cpu', 'memory', 'labels']);
  const asked = withoutUndefined({
    gpu: read.number('gpu', 0, 1_024) || undefined,
    gpuMemoryBytes: read.bytes('gpuMemory'),
    cpu: read.number('cpu', 0, 4_096, false) || undefined,
    memoryBytes: read.bytes('memory'),
    labels: readLabels(read.object('labels'), at),
  });
  return Object.keys(asked).length === 0 ? undefined : asked;
}

/** Names and values become part of a queue's name, so both are names. */
function readLabels(labels: object | undefined, site: OptionSite): PlanResources['labels'] {
  const entries = Object.entries(labels ?? {}).flatMap(([name, value]: [string, unknown]) => {
    if (NAME.test(name) && typeof value === 'string' && NAME.test(value)) {
      return [[name, value] as const];
    }
    const { place, trace, report = raiseFault } = site;
    report({
      code: 'DAG048',
      place: `${place}.labels`,
      problem: `The label ${JSON.stringify(name)} is ${JSON.stringify(value) ?? String(value)}.`,
      expected: 'A label has a name and a value of letters, digits, ".", "_" and "-".',
      hint: '',
      trace,
    });
    return [];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
