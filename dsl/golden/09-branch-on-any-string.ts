import { branch } from 'perdure';
import { m } from './mistakes-prelude.ts';

branch(m.uri, { x: () => {} });
