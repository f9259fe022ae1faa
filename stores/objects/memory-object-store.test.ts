import { MemoryObjectStore } from './memory-object-store.ts';
import { describeObjectStore } from './object-store.contract.ts';

describeObjectStore('memory', {
  open: async () => ({ store: new MemoryObjectStore(), close: async () => {} }),
});
