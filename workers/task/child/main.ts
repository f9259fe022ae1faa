/**
 * The entry point of a task process: runs one try after the other for the worker that started it.
 *
 * M1 The worker's death ends this process, even from inside an endless loop of author code.
 * M2 It holds no fence and no secret; it asks the worker, which answers for the try it runs.
 * M3 What nobody catches during a try is that try's fault; after it, this process ends.
 */
import { Worker } from 'node:worker_threads';
import { isToChild, type Order } from './channel.ts';
import { hearAnswer, tellParent } from './parent.ts';
import { runOrder, type RunningOrder } from './run-order.ts';

// M1: a thread of its own, because a busy loop blocks every timer and event of this one.
const watchdog = new Worker(
  `const parent = process.ppid;
   setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 500);`,
  // Inherited arguments would load the TypeScript hooks a second time.
  { eval: true, execArgv: [] },
);
watchdog.unref();
process.on('disconnect', () => process.exit(0));

let running: RunningOrder | undefined;

function stray(thrown: unknown): void {
  if (running !== undefined) running.failWith(thrown);
  else process.exit(70);
}
process.on('uncaughtException', stray);
process.on('unhandledRejection', stray);

async function run(order: Order): Promise<void> {
  running = runOrder(order);
  await running.ended;
  running = undefined;
}

process.on('message', (message: unknown) => {
  if (!isToChild(message)) return;
  if (message.perdure === 'run') void run(message.order);
  else if (message.perdure === 'stop') running?.stop();
  else hearAnswer(message);
});
tellParent({ perdure: 'ready' });
