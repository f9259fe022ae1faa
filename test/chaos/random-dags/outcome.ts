import { seeded } from '../random.ts';

/** What every scripted task is told. Everything it does follows from this. */
export interface Told {
  readonly seed: number;
  readonly label: string;
  readonly item?: number | undefined;
  readonly iteration?: number | undefined;
}

/** What every scripted task gives: something for each kind of control flow to read. */
export interface Given {
  readonly key: 'a' | 'b';
  readonly flag: boolean;
  readonly list: readonly number[];
}

export interface Outcome {
  readonly state: 'success' | 'skipped' | 'failed';
  /** Tries that fail before that. */
  readonly failing: number;
  readonly ms: number;
  readonly output: Given;
}

/** The same in the body of the task and in the reference model. */
export function outcomeOf({ seed, label, item = -1, iteration = -1 }: Told): Outcome {
  const random = seeded(hash(`${seed} ${label} ${item} ${iteration}`));
  const how = random();
  return {
    state: how < 0.1 ? 'failed' : how < 0.2 ? 'skipped' : 'success',
    failing: random() < 0.8 ? 0 : 1,
    ms: Math.floor(random() * 150),
    output: {
      key: random() < 0.5 ? 'a' : 'b',
      flag: random() < 0.7,
      list: [1, 2, 3].slice(Math.floor(random() * 4)),
    },
  };
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const letter of text) value = Math.imul(value ^ letter.charCodeAt(0), 0x01000193);
  return value >>> 0;
}
