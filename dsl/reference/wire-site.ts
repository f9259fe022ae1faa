import type { Trace } from '../fault/trace.ts';
import type { Frame } from '../scope/draft.ts';

/** Where a value is wired: for scope checks and for messages. */
export interface WireSite {
  readonly frame: Frame;
  readonly trace: Trace;
  /** `train.lr` */
  readonly place: string;
}
