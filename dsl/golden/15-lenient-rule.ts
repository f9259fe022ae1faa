import { m, pick } from './mistakes-prelude.ts';

pick({ models: [m] }, { triggerRule: 'all_done' });
