import { createHook } from 'node:async_hooks';
import type { SourcePlace } from '../../../dsl/runtime/dag-runtime.ts';
import { authorPlace } from './author-place.ts';
import { ownChildren } from './own-children.ts';

/** Something that would keep a process alive after the file has been loaded. */
export interface LeftRunning {
  readonly what: string;
  readonly at?: SourcePlace;
}

const CHILD_PROCESS = 'a child process';

/** Node's names of resources, and ours. What is not listed ends by itself (reads, look-ups). */
const NAMES: { readonly [resource: string]: string } = {
  Timeout: 'a timer',
  Immediate: 'an immediate',
  ProcessWrap: CHILD_PROCESS,
  TCPServerWrap: 'a server',
  TCPSocketWrap: 'a network connection',
  TLSWrap: 'a network connection',
  UDPWrap: 'a UDP socket',
  PipeServerWrap: 'a server',
  FSEventWrap: 'a file watcher',
  StatWatcher: 'a file watcher',
  MessagePort: 'a worker thread or message port',
};

/** What async_hooks calls the same things. */
const HOOK_NAMES: { readonly [type: string]: string } = {
  Timeout: 'a timer',
  Immediate: 'an immediate',
  PROCESSWRAP: CHILD_PROCESS,
  TCPSERVERWRAP: 'a server',
  TCPWRAP: 'a network connection',
  UDPWRAP: 'a UDP socket',
  PIPESERVERWRAP: 'a server',
  FSEVENTWRAP: 'a file watcher',
  STATWATCHER: 'a file watcher',
  MESSAGEPORT: 'a worker thread or message port',
};

const GRACE_MS = 300;
const LOOK_EVERY_MS = 20;

/** Remembers what keeps this process alive now; the answer names what does so besides, later. */
export function watchRunning(): () => Promise<readonly LeftRunning[]> {
  const before = countNames();
  const childrenBefore = new Set(ownChildren());
  const look = (): readonly string[] => {
    const left = surplus(before);
    const hasNewChild = ownChildren().some((pid) => !childrenBefore.has(pid));
    return hasNewChild && !left.includes(CHILD_PROCESS) ? [...left, CHILD_PROCESS] : left;
  };
  return async () => {
    const deadline = Date.now() + GRACE_MS;
    let left = look();
    // A short timer or a closing connection is gone in a moment and harms nobody.
    while (left.length > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      left = look();
    }
    return left.map((what) => ({ what, ...placeOf(what) }));
  };
}

function countNames(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const resource of process.getActiveResourcesInfo()) {
    const name = NAMES[resource];
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function surplus(before: ReadonlyMap<string, number>): readonly string[] {
  return [...countNames()]
    .filter(([name, count]) => count > (before.get(name) ?? 0))
    .map(([name]) => name);
}

const places = new Map<number, LeftRunning>();

/** Notes where each timer, process and socket is made. Slow, so only when a file is checked alone. */
export function tracePlaces(): void {
  createHook({
    init(id, type) {
      const what = HOOK_NAMES[type];
      if (what === undefined) return;
      const at = authorPlace(new Error().stack);
      if (at !== undefined) places.set(id, { what, at });
    },
    destroy: (id) => places.delete(id),
  }).enable();
}

function placeOf(what: string): { at?: SourcePlace } {
  for (const place of places.values()) {
    if (place.what === what && place.at !== undefined) return { at: place.at };
  }
  return {};
}
