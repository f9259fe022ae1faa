import { describeDagStore } from './dags/dag-store.contract.ts';
import { describeFleetStore } from './fleet/fleet-store.contract.ts';
import { memoryStores } from './memory-stores.ts';
import { describeModelRegistry } from './registry/model-registry.contract.ts';
import { describeRunStore } from './runs/run-store.contract.ts';

const stores = memoryStores();
describeRunStore('memory', () => stores.runs);
describeDagStore('memory', () => stores.dags);
describeModelRegistry('memory', () => stores.models);
describeFleetStore('memory', () => stores.fleet);
