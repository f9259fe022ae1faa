/**
 * Functions that a layer ends with:
 * linear x · relu max(0, x) · leaky_relu x or 0.01·x · elu x or eˣ - 1 ·
 * selu 1.0507009873554805·(x or 1.6732632423543772·(eˣ - 1)) (Klambauer et al. 2017) ·
 * gelu x·(1 + erf(x/√2))/2 (Hendrycks and Gimpel 2016, the exact form) · tanh ·
 * sigmoid 1/(1 + e⁻ˣ) · softplus ln(1 + eˣ) · softsign x/(1 + |x|) · swish x·sigmoid(x).
 * Where two forms stand, the second is for x < 0.
 */
export type Activation = (typeof ACTIVATIONS)[number];
export declare const ACTIVATIONS: readonly [
  'linear',
  'relu',
  'leaky_relu',
  'elu',
  'selu',
  'gelu',
  'tanh',
  'sigmoid',
  'softplus',
  'softsign',
  'swish',
];
//# sourceMappingURL=activation.d.ts.map
