import type { Trace } from '../fault/trace.ts';
import { makeReference } from '../reference/make-reference.ts';
import { poisonedReference } from '../reference/poison.ts';
import type { Shape } from '../reference/shape.ts';
import type { Wired } from '../reference/wire-value.ts';
import type { Frame, PendingNodeDraft, RegionDraft } from '../scope/draft.ts';
import { enterWord } from '../scope/enter-word.ts';
import { evaluateBody, isBody, newRegion } from '../scope/evaluate-body.ts';
import { readPlacement } from '../scope/place-node.ts';
import { OptionReader } from '../task/read-task-options.ts';
import type { Placement } from '../task/task-options.ts';
import { pendingNode, placePending } from './add-pending.ts';

interface Resource {
  readonly setup: unknown;
  readonly teardown: unknown;
}

/** Adds a resource: regions for setting up, for the work, and for tearing down, in this order. */
export function addResource<T>(
  resource: Resource,
  body: unknown,
  options: Placement,
  trace: Trace,
): T {
  const frame = enterWord('withResource', trace);
  if (frame === undefined) return poisonedReference();
  readPlacement('withResource', options, trace);
  const read = new OptionReader(resource, { place: 'withResource', trace });
  read.refuseUnknown(['setup', 'teardown', 'failRunOnTeardownFailure']);
  const settings = {
    failRunOnTeardownFailure: read.boolean('failRunOnTeardownFailure') ?? false,
  };
  const node = pendingNode({ word: 'withResource', settings }, options, frame, trace);
  const prefix = options.id === undefined ? frame.prefix : `${node.id}.`;
  const part = (name: string, given: unknown, shape?: Shape): Wired | undefined =>
    addPart(node, name, given, { ...frame, prefix }, shape);
  const setup = part('setup', resource.setup);
  const work = part('body', body, setup?.shape);
  part('teardown', resource.teardown, setup?.shape);
  if (work === undefined) return poisonedReference();
  return placePending(node, {}, work.shape, frame, options.after);
}

function addPart(
  owner: PendingNodeDraft,
  name: string,
  body: unknown,
  frame: Frame,
  shape: Shape | undefined,
): Wired | undefined {
  const site = { frame, place: `${owner.id}.${name}`, trace: owner.trace };
  if (!isBody(body, site)) return undefined;
  const region: RegionDraft = newRegion(frame.region, `the ${name} of "${owner.id}"`);
  owner.regions.push(region);
  const given =
    shape === undefined
      ? []
      : [
          makeReference({
            expression: { kind: 'resource', owner, scope: region, path: [] },
            shape,
            region,
          }),
        ];
  const wired = evaluateBody(body, given, { ...site, frame: { ...frame, region } });
  region.result = wired.expression;
  return wired;
}
