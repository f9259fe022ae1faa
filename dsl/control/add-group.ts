import type { Trace } from '../fault/trace.ts';
import { makeReference } from '../reference/make-reference.ts';
import { poisonedReference } from '../reference/poison.ts';
import type { Frame, GroupDraft } from '../scope/draft.ts';
import { addEdge, edgeEnds } from '../scope/edge.ts';
import { enterWord } from '../scope/enter-word.ts';
import { evaluateBody, isBody } from '../scope/evaluate-body.ts';
import { checkId, claimId, fullId } from '../scope/node-id.ts';
import { regionRead } from '../scope/region-read.ts';
import { recordFault } from '../scope/slot.ts';
import { OptionReader } from '../task/option-reader.ts';
import { readTaskOptions } from '../task/read-task-options.ts';
import type { After, TaskOptions } from '../task/task-options.ts';

/** Evaluates a group's body in the region around it, under the group's prefix and defaults. */
export function addGroup(
  id: string,
  body: unknown,
  options: { after?: After; doc?: string; defaults?: TaskOptions },
  trace: Trace,
): unknown {
  const frame = enterWord('group', trace);
  if (frame === undefined) return poisonedReference();
  checkId(id, 'The id of a group', trace);
  const full = fullId(frame, String(id));
  const read = new OptionReader(options, { place: full, trace });
  read.refuseUnknown(['after', 'doc', 'defaults']);
  if (!isBody(body, { frame, place: full, trace })) return poisonedReference();
  const { dag } = frame.region;
  claimId(dag, full, trace);
  const { region, group: parent } = frame;
  const group: GroupDraft = {
    kind: 'group',
    id: full,
    region,
    parent,
    doc: read.text('doc'),
    trace,
  };
  dag.groups.push(group);
  const before = region.nodes.length;
  const inner = innerFrame(frame, group, read);
  const result = evaluateBody(body, [], { frame: inner, place: full, trace });
  if (region.nodes.length === before) refuseEmpty(frame, full, trace);
  for (const end of edgeEnds(options.after, frame, full, trace)) addEdge(end, group, trace);
  return makeReference({ ...result, region: regionRead(result.expression, frame), ends: [group] });
}

function innerFrame(frame: Frame, group: GroupDraft, read: OptionReader): Frame {
  const defaults = read.object('defaults');
  const site = { place: `${group.id}.defaults`, trace: group.trace };
  return {
    region: frame.region,
    prefix: `${group.id}.`,
    group,
    defaults:
      defaults === undefined
        ? frame.defaults
        : [readTaskOptions(defaults, site), ...frame.defaults],
  };
}

function refuseEmpty(frame: Frame, id: string, trace: Trace): void {
  recordFault(frame.region.dag, {
    code: 'DAG009',
    place: id,
    problem: `The group "${id}" has no task.`,
    expected: 'A group holds what its body adds.',
    hint: 'Call a task in its body, or take the group away.',
    trace,
  });
}
