import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';

/** The hand-written peer: one worker process for workflows and activities, SDK defaults. */
const [address = '127.0.0.1:7233', taskQueue = 'raw'] = process.argv.slice(2);
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  workflowsPath: fileURLToPath(new URL(`./workflows.${extension}`, import.meta.url)),
  activities: { step: async (n: number) => n + 1 },
});
await worker.run();
await connection.close();
