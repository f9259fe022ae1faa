// Schedules that never come, or are none.
import { cron, dag, every } from 'perdure';
import { notify } from './tasks.ts';

const body = (): void => void notify({ text: 'x' });

export const letters = dag({ id: 'letters', schedule: cron('every day') }, body);
export const never = dag({ id: 'never', schedule: cron('0 0 31 2 *') }, body);
export const nowhere = dag({ id: 'nowhere', schedule: cron('0 3 * * *', { timezone: 'Europe/Atlantis' }) }, body);
export const preset = dag({ id: 'preset', schedule: '@dayly' as never }, body);
export const often = dag({ id: 'often', schedule: every('0s') }, body);
