import { table } from '../output/table.ts';
import type { Compared, ComparedRuns } from './compare-manifests.ts';

/** What differs between two runs, and how much is equal. */
export function comparedText(compared: ComparedRuns): string {
  const { origin, devices, contents, metrics } = compared;
  return [
    part('made from', origin, (value) => shortened(value)),
    part('on', devices, String),
    part('data, models and files', contents, ({ sha256 }) => sha256.slice(0, 12)),
    part('metrics', metrics, (value) => String(value)),
  ].join('\n\n');
}

function part<T>(title: string, rows: readonly Compared<T>[], text: (value: T) => string): string {
  const differing = rows.filter(({ equal }) => !equal);
  const head = `${title}: ${rows.length - differing.length} equal, ${differing.length} differing`;
  if (differing.length === 0) return head;
  const lines = differing.map(({ name, a, b }) => [name, shown(a, text), shown(b, text)]);
  return `${head}\n${table(['', 'a', 'b'], lines)}`;
}

function shown<T>(value: T | undefined, text: (value: T) => string): string {
  return value === undefined ? '-' : text(value);
}

/** Hashes are told apart by their first digits; params may be long. */
function shortened(text: string): string {
  return /^[0-9a-f]{16,64}$/.test(text) ? text.slice(0, 12) : text.slice(0, 60);
}
