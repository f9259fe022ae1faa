import { sensor } from 'perdure';
import { nothing } from './mistakes-prelude.ts';

const ready = sensor({ name: 'ready', poke: () => true });
ready({}, { pokeIntervall: '5s' });
nothing({}, { pokeInterval: '5s' });
nothing({}, { resources: { memory: '40GB' } });
nothing({}, { retryRules: [{ retry: false }] });
nothing({}, { cache: { scope: 'team' } });
