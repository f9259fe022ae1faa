import { watch } from 'chokidar';
import { basename, relative, resolve, sep } from 'node:path';
import { compareText } from './load-fault.ts';

export interface FolderChange {
  /** Relative to the folder, sorted; added, changed and removed files alike. */
  readonly files: readonly string[];
}

export interface FolderWatch {
  /** Settles once the first look at the folder is done. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/** Quiet time after the last change; editors write a file in several steps. */
const QUIET_MS = 200;

/**
 * Tells of changes to the code of a dag folder, several close together as one. A module that was
 * imported stays as it was in its process, so the answer to a change is a new worker process.
 */
export function watchDagFolder(
  path: string,
  onChange: (change: FolderChange) => void,
): FolderWatch {
  const root = resolve(path);
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    const files = [...changed].sort(compareText);
    changed.clear();
    onChange({ files });
  };
  const watcher = watch(root, {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (file) => file !== root && isIgnored(basename(file)),
  });
  watcher.on('all', (event, file) => {
    if (event === 'addDir' || event === 'unlinkDir') return;
    changed.add(relative(root, file).split(sep).join('/'));
    clearTimeout(timer);
    timer = setTimeout(tell, QUIET_MS);
  });
  return {
    ready: new Promise((resolveReady) => watcher.once('ready', () => resolveReady())),
    close: async () => {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}

function isIgnored(name: string): boolean {
  return name === 'node_modules' || name.startsWith('.');
}
