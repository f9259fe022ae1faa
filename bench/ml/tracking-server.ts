/** Perdure's HTTP server alone, in a process of its own: `tracking-server.js DATABASE OBJECTS`. */
import { createServer } from '../../server/create-server.ts';
import { MemoryRunControl } from '../../server/testing/memory-run-control.ts';
import { openStores } from '../../stores/open-stores.ts';

const [databaseUrl = '', objectStore = '', token = ''] = process.argv.slice(2);
const stores = await openStores({ databaseUrl, objectStore });
const control = new MemoryRunControl(stores);
const server = await createServer({ stores, control, token, port: 0 });
process.stdout.write(`${server.url}\n`);
