import { dag } from 'perdure';
import { nothing } from './mistakes-prelude.ts';

dag({ id: 'd' }, async () => {
  nothing();
});
