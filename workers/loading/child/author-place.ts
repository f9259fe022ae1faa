import { fileURLToPath } from 'node:url';
import type { SourcePlace } from '../../../dsl/runtime/dag-runtime.ts';

const FRAME = /^\s*at (?:.*\()?((?:file:\/\/)?\/[^()]+|[A-Za-z]:[\\/][^()]+):(\d+):(\d+)\)?$/;

/** The engine's own folder; frames inside it are not the author's. Set once, by the entry point. */
const engineFolder = fileURLToPath(new URL('../../../', import.meta.url));
const OWN_FOLDERS = ['dsl', 'workers', 'workflows', 'stores', 'activities', 'ml', 'server', 'cli'];

/** The innermost frame of a stack that lies in author code. */
export function authorPlace(stack: string | undefined): SourcePlace | undefined {
  for (const line of (stack ?? '').split('\n')) {
    const place = placeOfFrame(line);
    if (place !== undefined && isAuthorFile(place.file)) return place;
  }
  return undefined;
}

function placeOfFrame(line: string): SourcePlace | undefined {
  const [, location, row, column] = FRAME.exec(line) ?? [];
  if (location === undefined) return undefined;
  return { file: pathOf(location), line: Number(row), column: Number(column) };
}

/** A path without scheme and query. */
export function pathOf(location: string): string {
  const bare = location.replace(/[?#].*$/, '');
  return bare.startsWith('file://') ? fileURLToPath(bare) : bare;
}

function isAuthorFile(file: string): boolean {
  if (/[\\/]node_modules[\\/]/.test(file)) return false;
  if (!file.startsWith(engineFolder)) return true;
  const [folder = ''] = file.slice(engineFolder.length).split(/[\\/]/);
  // Tests beside the engine's code write dag files too; those are authors' files.
  return !OWN_FOLDERS.includes(folder) || /\.dag\.m?[jt]s$/.test(file);
}
