import { defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { ControlReply, ControlRequest, Delivery } from '../protocol/control.ts';
import type { LiveState, Selected } from '../protocol/live-state.ts';
import {
  CONTROL_UPDATE,
  DELIVER_SIGNAL,
  PLAN_QUERY,
  SELECT_QUERY,
  STATE_QUERY,
} from '../protocol/names.ts';
import type { DagRunReducer, Selection } from '../run/index.ts';
import { checkRequest } from './check-request.ts';
import type { ControlDesk } from './control-desk.ts';

/** What queries, updates and signals reach of a run, whatever it is doing. */
export interface Live {
  state: Exclude<LiveState['runState'], 'paused'>;
  plan: CompiledPlan | null;
  reducer: DagRunReducer | null;
  isPaused(): boolean;
  deliver(delivery: Delivery): void;
  /** @throws ApplicationFailure when the run as it stands cannot take the request. */
  check(request: ControlRequest): void;
}

/** A run of which nothing is known yet. */
export function emptyLive(): Live {
  return {
    state: 'queued',
    plan: null,
    reducer: null,
    isPaused: () => false,
    // Nobody waits yet; the database keeps the event.
    deliver: () => undefined,
    check: () => undefined,
  };
}

const MOST_PATHS = 1_000;

/** Set before the first await, so that whatever came with the start meets them. */
export function setHandlers(live: Live, desk: ControlDesk): void {
  setQueries(live);
  setHandler(
    defineUpdate<ControlReply, [ControlRequest]>(CONTROL_UPDATE),
    (request) => desk.submit(request),
    {
      description:
        'Clears, marks, pauses, resumes, cancels or answers; the update id is the request id.',
      validator: (request: ControlRequest) => {
        checkRequest(request);
        live.check(request);
      },
    },
  );
  setHandler(defineSignal<[Delivery]>(DELIVER_SIGNAL), (delivery) => live.deliver(delivery), {
    description: 'An event for an instance that waits for one.',
  });
}

export function setQueries(live: Live): void {
  setHandler(defineQuery<LiveState>(STATE_QUERY), () => liveState(live), {
    description: 'States of all task instances of this run.',
  });
  setHandler(defineQuery<CompiledPlan | null>(PLAN_QUERY), () => live.plan, {
    description: 'The compiled dag this run follows.',
  });
  setHandler(
    defineQuery<Selected, [Selection]>(SELECT_QUERY),
    (selection) => selected(live, selection),
    { description: 'What a clear or mark with this selection would touch now.' },
  );
}

export function liveState(live: Live): LiveState {
  return {
    runState: runStateOf(live),
    planHash: live.plan?.hash ?? null,
    counts: live.reducer?.counts() ?? {},
    instances: live.reducer?.snapshot() ?? [],
  };
}

export function runStateOf(live: Live): LiveState['runState'] {
  return live.state === 'running' && live.isPaused() ? 'paused' : live.state;
}

function selected({ reducer }: Live, selection: Selection): Selected {
  const rows = reducer?.selected(selection) ?? [];
  return { paths: rows.slice(0, MOST_PATHS).map(({ path }) => path), count: rows.length };
}
