/**
 * The entry point of a checking process: imports dag files one after the other and tells the parent
 * what it found. Nothing but JSON leaves it.
 *
 * K1 The parent's death ends this process, even from inside an endless loop of author code.
 * K2 What author code writes to stdout and stderr stays apart from the messages.
 * K3 The built-ins that the check itself relies on are taken before any author code runs.
 */
import { Worker } from 'node:worker_threads';
import 'zod';
import '../../../dsl/index.ts';
import { authorPlace } from './author-place.ts';
import { watchBuiltins } from './builtins-watch.ts';
import { checkFile, type ProcessWatch } from './check-file.ts';
import type { CheckMessage, CheckRequest } from './check-message.ts';
import { tracePlaces, watchRunning } from './left-running.ts';

const TICK_MS = 250;

// K3
const send = process.send?.bind(process);
const say = (message: CheckMessage): void => void send?.(message);
delete process.send;
// What a file writes reaches the parent at once, which counts it: nothing piles up in this process.
for (const stream of [process.stdout, process.stderr]) blocking(stream);

// K1: a thread of its own, because a busy loop blocks every timer and event of this one.
const watchdog = new Worker(
  `const parent = process.ppid;
   setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 500);`,
  // Inherited arguments would load the TypeScript hooks a second time.
  { eval: true, execArgv: [] },
);
watchdog.unref();

const strayErrors: unknown[] = [];
process.on('uncaughtException', (error) => strayErrors.push(error));
process.on('unhandledRejection', (error) => strayErrors.push(error));
process.on('disconnect', () => process.exit(0));

let loading = false;
process.on('exit', (code) => {
  if (!loading) return;
  // Handlers run inside `process.exit()`, so the caller is on this very stack.
  const at = authorPlace(new Error().stack);
  say({ perdure: 'exiting', code, ...(at !== undefined && { at }) });
});

watchdog.once('online', () => {
  if (process.argv.includes('--trace-places')) tracePlaces();
  setInterval(() => say({ perdure: 'tick' }), TICK_MS).unref();
  const watch: ProcessWatch = {
    builtinChanges: watchBuiltins(),
    leftRunning: watchRunning(),
    takeStrayErrors: () => strayErrors.splice(0),
  };
  process.on('message', (request: CheckRequest) => {
    if (request.perdure === 'check') void answer(request, watch);
  });
  say({ perdure: 'ready' });
});

async function answer(request: CheckRequest, watch: ProcessWatch): Promise<void> {
  loading = true;
  const outcome = await checkFile(request, watch);
  loading = false;
  say({ perdure: 'checked', id: request.id, outcome });
}

function blocking(stream: object): void {
  // A method of every stream of libuv, which Node has under no public name.
  const handle: unknown = Reflect.get(stream, '_handle');
  if (typeof handle !== 'object' || handle === null) return;
  const set: unknown = Reflect.get(handle, 'setBlocking');
  if (typeof set === 'function') Reflect.apply(set, handle, [true]);
}
