import { Agenda } from './agenda.ts';
import type { Ending, Frame, Instance } from './instance.ts';
import { seenFrom } from './instance.ts';
import type { BoundExpression } from '../protocol/value.ts';
import type { StaticNode, StaticRegion } from './plan/static-plan.ts';
import type { TaskState } from './state.ts';
import { addTally, emptyTally } from './tally.ts';

export interface FramePlace {
  readonly owner: Instance | undefined;
  readonly index: number;
  readonly mapIndex: readonly number[];
  readonly barred?: Ending | undefined;
  readonly state?: BoundExpression;
}

/** Makes the instances of a region. Nothing is looked at before `enqueueAll`. */
export function openFrame(
  counts: Map<TaskState, number>,
  region: StaticRegion,
  place: FramePlace,
): Frame {
  const frame: Frame = {
    region,
    owner: place.owner,
    index: place.index,
    mapIndex: place.mapIndex,
    barred: place.barred,
    state: place.state,
    instances: [],
    agenda: new Agenda(),
    queued: false,
    live: region.nodes.length,
    tally: emptyTally(region.watched),
    turnedOff: undefined,
  };
  let started = 0;
  for (const node of region.nodes) {
    frame.instances.push(openInstance(node, frame));
    if (node.started) started += 1;
  }
  counts.set('none', (counts.get('none') ?? 0) + started);
  for (let around = place.owner; around !== undefined; around = around.frame.owner) {
    around.frame.live += frame.live;
  }
  return frame;
}

function openInstance(node: StaticNode, frame: Frame): Instance {
  // Upstreams of the same frame have just been opened too: each counts as one unfinished.
  const upstream = emptyTally(node.upstream.length - node.upstreamOutside.length);
  for (const outside of node.upstreamOutside) {
    const instance = seenFrom(frame, outside);
    if (instance !== undefined) addTally(upstream, instance.given);
  }
  return {
    node,
    frame,
    state: 'none',
    reason: undefined,
    queued: false,
    upstream,
    given: emptyTally(1),
    output: undefined,
    bound: undefined,
    path: undefined,
    inside: undefined,
    watchers: undefined,
    held: false,
    stopped: undefined,
  };
}
