import { dag } from 'perdure';
import { nothing, raw, train } from './mistakes-prelude.ts';

train({ data: raw, lr: 1, tga: 'x' });
nothing({}, { retires: 3 });
nothing({}, { triggerRule: 'all_sucess' });
dag({ id: 'd', schedule: '@dayly' }, () => {});
