import { NativeConnection, Worker } from '@temporalio/worker';

/** The hand-written peer: one process for workflows and activities, SDK defaults. */
const [address = '127.0.0.1:7233', taskQueue = 'raw', codePath = ''] = process.argv.slice(2);
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  // Bundled beforehand, as Perdure's is: webpack's memory belongs to neither worker.
  workflowBundle: { codePath },
  activities: { step: async (n: number) => n + 1 },
});
// For activities on a queue of their own, as Perdure's are.
const apart = await Worker.create({
  ...{ connection, taskQueue: `${taskQueue}-tasks` },
  activities: { step: async (n: number) => n + 1 },
});
await Promise.all([worker.run(), apart.run()]);
await connection.close();
