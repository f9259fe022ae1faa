/** A length of time as authors write it: `'30s'`, `'1.5h'`, `'7d'`. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;
