import { z } from 'zod';
import {
  group,
  map,
  task,
  type After,
  type Ref,
  type TaskContext,
  type Wire,
} from '../../dsl/index.ts';
import type { KeyInstance } from '../../stores/objects/object-key.ts';
import { servicesOf } from '../services.ts';
import { Candidate, TrainingInput } from './candidate.ts';
import { NetworkSpecSchema } from './network-spec-schema.ts';
import { objectExchange, removeExchange } from './object-exchange.ts';
import { trainNetworkCandidate } from './train-neural-net.ts';

const Patience = z.number().positive().max(3_600).default(15);
const DistributedInput = TrainingInput.extend({
  network: NetworkSpecSchema,
  /** Seconds after which a rank that is not heard of is no longer waited for. */
  patienceSeconds: Patience,
});

/** One rank of a distributed training. */
const trainRank = task({
  name: 'train_rank',
  queue: 'cpu',
  isolation: 'process',
  retries: 2,
  retryDelay: '2s',
  timeout: '6h',
  heartbeatTimeout: '15s',
  input: DistributedInput.extend({ rank: z.int().nonnegative(), ranks: z.int().min(2).max(64) }),
  output: Candidate,
  run: ({ network, rank, ranks, patienceSeconds, ...input }, ctx) => {
    const { objects, instance } = servicesOf(ctx);
    const common = { objects, group: groupOf(instance), rank, ranks, signal: ctx.signal };
    const onChange = (other: number, present: boolean): void => tellChange(ctx, other, present);
    return trainNetworkCandidate(ctx, input, network, {
      share: (of) =>
        objectExchange({ ...common, of, patienceMs: patienceSeconds * 1_000, onChange }),
    });
  },
});

/** Checks that all ranks came to the same model, and gives it. */
const joinRanks = task({
  name: 'join_ranks',
  input: z.object({ ranks: z.array(Candidate).min(1) }),
  output: Candidate,
  run: async ({ ranks }, ctx) => {
    const { objects, instance } = servicesOf(ctx);
    const hashes = new Set(ranks.map(({ model }) => model.sha256));
    const [first] = ranks;
    if (first === undefined || hashes.size !== 1) {
      return ctx.fail(`The ranks came to ${hashes.size} different models.`, { retry: false });
    }
    await removeExchange(objects, { ...instance, path: `${pathAround(instance)}train_rank` });
    ctx.log.info(`All ${ranks.length} ranks came to model ${first.model.sha256.slice(0, 12)}.`);
    return first;
  },
});

const listRanks = task({
  name: 'list_ranks',
  input: z.object({ ranks: z.int().min(2).max(64) }),
  output: z.array(z.int()),
  run: ({ ranks }) => Array.from({ length: ranks }, (_, rank) => rank),
});

type Fields = z.input<typeof DistributedInput>;
/** What `trainDistributed` takes: references may stand anywhere but for the number of ranks. */
export type DistributedWire = { readonly [K in keyof Fields]: Wire<Fields[K]> } & {
  readonly ranks: number;
};

/**
 * Trains one neural net on several workers at a time: each batch is cut into a part for each rank,
 * and all take the same step with the mean of the parts' gradients (see `BatchShare`). Apart from
 * rounding the loss goes as on one worker; all ranks end with the same model, byte for byte, which
 * is checked.
 *
 * A rank that dies is not waited for: the others make its parts. Its next attempt goes on from its
 * own checkpoint and joins in again. Each rank takes a slot of the queue `cpu`; with fewer slots than
 * ranks the ranks run one after another, each doing the work of all.
 *
 * @example
 * ```ts
 * const model = trainDistributed({ train: parts.train, validation: parts.validation, network, ranks: 2 });
 * ```
 */
export function trainDistributed(
  { ranks, ...input }: DistributedWire,
  options: { readonly id?: string; readonly after?: After } = {},
): Ref<Candidate> {
  const { id = 'train_distributed', ...placement } = options;
  return group(
    id,
    () => {
      const all = map(listRanks({ ranks }), (rank) => trainRank({ ...input, rank, ranks }));
      return joinRanks({ ranks: all });
    },
    placement,
  );
}

/** `fold[3].train_distributed.` of `fold[3].train_distributed.join_ranks`. */
function pathAround({ path }: KeyInstance): string {
  return path.slice(0, path.lastIndexOf('.') + 1);
}

/** The path that the ranks have in common: all of their own but the map index. */
function groupOf(instance: KeyInstance): KeyInstance {
  return { ...instance, path: instance.path.replace(/\[\d+\]$/, '') };
}

function tellChange(ctx: TaskContext, rank: number, present: boolean): void {
  if (present) ctx.log.info(`Rank ${rank} is there again.`);
  else ctx.log.warn(`Rank ${rank} was not heard of in time; its parts are made here until it is.`);
}
