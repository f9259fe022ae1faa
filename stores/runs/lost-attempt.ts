/** What the record of an attempt says that was taken over, or left behind, before it reported. */
export const LOST_ATTEMPT = {
  type: 'AttemptLost',
  message: 'The worker of this attempt stopped reporting.',
} as const;
