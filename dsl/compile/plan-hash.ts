import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { CompiledPlan } from '../plan/plan.ts';
import { canonicalJson } from './canonical-json.ts';

/** The hash of a plan: sha256 of its canonical JSON without the hash itself. */
export function planHash(plan: Omit<CompiledPlan, 'hash'>): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson({ ...plan, hash: undefined }))));
}
