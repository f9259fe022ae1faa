import type { Trace } from '../fault/trace.ts';
import { makeReference } from '../reference/make-reference.ts';
import { poisonedReference } from '../reference/poison.ts';
import { UNKNOWN, type Shape } from '../reference/shape.ts';
import type { Wired } from '../reference/wire-value.ts';
import type { WireSite } from '../reference/wire-site.ts';
import type { RegionDraft, ResourceNodeDraft } from '../scope/draft.ts';
import { enterWord } from '../scope/enter-word.ts';
import { evaluateBody, isBody, newRegion } from '../scope/evaluate-body.ts';
import { ABSENT } from '../scope/expression-draft.ts';
import { placeNode, readPlacement } from '../scope/place-node.ts';
import { OptionReader } from '../task/option-reader.ts';
import type { Placement } from '../task/task-options.ts';
import { wordBase } from './place-started.ts';

interface Resource {
  readonly setup: unknown;
  readonly teardown: unknown;
}
type Part = 'setup' | 'body' | 'teardown';

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
  const base = wordBase(options, 'withResource', frame, trace);
  const region = (part: Part): RegionDraft =>
    newRegion(frame.region, `the ${part} of "${base.id}"`);
  const node: ResourceNodeDraft = {
    ...base,
    kind: 'withResource',
    setup: region('setup'),
    body: region('body'),
    teardown: region('teardown'),
    ...readTeardown(resource, base.id, trace),
  };
  const prefix = options.id === undefined ? frame.prefix : `${node.id}.`;
  const site = { frame: { ...frame, prefix }, place: node.id, trace };
  const setup = evaluatePart(node, 'setup', resource.setup, undefined, site);
  const work = evaluatePart(node, 'body', body, setup.shape, site);
  evaluatePart(node, 'teardown', resource.teardown, setup.shape, site);
  const results = [node.setup, node.body, node.teardown].map(({ result }) => result);
  placeNode(node, frame, results, options.after);
  if (typeof body !== 'function') return poisonedReference();
  const expression = { kind: 'output', node, path: [] } as const;
  return makeReference({ expression, shape: work.shape, region: frame.region });
}

function evaluatePart(
  owner: ResourceNodeDraft,
  part: Part,
  body: unknown,
  shape: Shape | undefined,
  { frame, place, trace }: WireSite,
): Wired {
  const region = owner[part];
  const site = { frame: { ...frame, region }, place: `${place}.${part}`, trace };
  if (!isBody(body, site)) return { expression: ABSENT, shape: UNKNOWN };
  const expression = { kind: 'resource', owner, scope: region, path: [] } as const;
  const given = shape === undefined ? [] : [makeReference({ expression, shape, region })];
  const wired = evaluateBody(body, given, site);
  region.result = wired.expression;
  return wired;
}

function readTeardown(
  resource: object,
  place: string,
  trace: Trace,
): Pick<ResourceNodeDraft, 'teardownWhen' | 'failRunOnTeardownFailure'> {
  const read = new OptionReader(resource, { place, trace });
  read.refuseUnknown(['setup', 'teardown', 'teardownWhen', 'failRunOnTeardownFailure']);
  return {
    teardownWhen: read.oneOf('teardownWhen', ['always', 'failure']) ?? 'always',
    failRunOnTeardownFailure: read.boolean('failRunOnTeardownFailure') ?? false,
  };
}
