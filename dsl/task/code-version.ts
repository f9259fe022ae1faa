import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../compile/canonical-json.ts';
import type { TaskDefinition } from './task-definition.ts';

/**
 * What counts as the same code for the cache: the task's name, the source text of its function, its
 * schemas, and the author's own `version`. What the function calls elsewhere is not seen; that is
 * what `version` is for.
 */
export function codeVersion(definition: TaskDefinition, version: string): string {
  const { name, run, inputSchema, outputSchema } = definition;
  const text = canonicalJson({
    name,
    source: Function.prototype.toString.call(run),
    input: inputSchema,
    output: outputSchema,
    version,
  });
  return bytesToHex(sha256(utf8ToBytes(text)));
}
