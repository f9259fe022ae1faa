export { email, type Email, type SmtpServer } from './email.ts';
export { slack, type Slack } from './slack.ts';
export { webhook, type Webhook } from './webhook.ts';
export { describeEvent } from './describe-event.ts';
export type { SecretText } from './secret-text.ts';
