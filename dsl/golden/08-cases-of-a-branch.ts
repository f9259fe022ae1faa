import { branch } from 'perdure';
import { m } from './mistakes-prelude.ts';

branch(m.verdict, { promote: () => {}, reject: () => {} });
branch(m.verdict, { promote: () => {}, reject: () => {}, retry: () => {}, retyr: () => {} });
