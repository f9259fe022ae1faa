import { map } from 'perdure';
import { m, pick } from './mistakes-prelude.ts';

pick({ models: map([1], () => map([1], () => m)) });
