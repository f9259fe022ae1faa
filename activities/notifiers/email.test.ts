import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import type { CallbackContext, TaskEvent } from '../../dsl/index.ts';
import { email, type SmtpServer } from './email.ts';

const at = '2026-11-21T00:00:00.000Z';
const event: TaskEvent = {
  run: {
    ...{ dagId: 'digits', runId: 'manual__1', runType: 'manual', isLatest: true },
    ...{ logicalDate: at, dataInterval: { start: at, end: at } },
  },
  ...{ taskId: '', path: '', attempt: 1, state: 'failed' },
  error: 'Größe 0',
  logUrl: '',
};
const log = (): void => undefined;
const context: CallbackContext = {
  ...{ messageId: 'callback/digits/1', signal: new AbortController().signal },
  log: { debug: log, info: log, warn: log, error: log },
  secret: async (name) => (name === 'smtp' ? 's3cret' : Promise.reject(new Error('no secret'))),
};

let server: SMTPServer | undefined;
const received: { from: string; to: string[]; text: string }[] = [];
const logins: string[] = [];
afterEach(async () => {
  received.length = 0;
  logins.length = 0;
  await new Promise<void>((resolve) => (server ? server.close(resolve) : resolve()));
});

/** A real SMTP server on a free port of the loopback. */
async function listen(options: SMTPServerOptions): Promise<SmtpServer> {
  server = new SMTPServer({
    authOptional: true,
    onAuth: ({ username, password }, _session, done) => {
      logins.push(`${username}:${password}`);
      done(null, { user: username });
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
        });
        done(null);
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return { host: '127.0.0.1', port };
}

const plain: SMTPServerOptions = { disabledCommands: ['STARTTLS'] };
const people = { from: 'Perdure <perdure@example.org>', to: ['a@example.org', 'b@example.org'] };

describe('email', () => {
  test('sends an event to all, with a message id that is the same for a repeat', async () => {
    const tell = email({ ...people, smtp: await listen(plain) });
    await tell(event, context);
    await tell(event, context);
    const [first, second] = received;
    expect(first).toMatchObject({ from: 'perdure@example.org', to: people.to });
    expect(first?.text).toMatch(/^Subject: \[digits\] run failed\r$/m);
    expect(first?.text).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    const id = /^Message-ID: (.*)$/im;
    expect(first?.text.match(id)?.[1]).toMatch(/^<[0-9a-f]{40}@example\.org>/);
    expect(second?.text.match(id)?.[1]).toBe(first?.text.match(id)?.[1]);
  });

  test('takes a subject and a text of its own; a line break in the subject adds no header', async () => {
    await email({
      ...people,
      to: 'a@example.org',
      smtp: await listen(plain),
      subject: () => 'one\r\nBcc: evil@example.org',
      text: () => 'two',
    })(event, context);
    expect(received[0]?.to).toEqual(['a@example.org']);
    expect(received[0]?.text).toMatch(/^Subject: one Bcc: evil@example.org\r$/m);
    expect(received[0]?.text).toMatch(/two/);
  });

  test('logs in with the secret of that name', async () => {
    const smtp = await listen({ ...plain, allowInsecureAuth: true });
    const login = { user: 'u', password: { secret: 'smtp' }, requireTls: false };
    await email({ ...people, smtp: { ...smtp, ...login } })(event, context);
    expect(logins).toEqual(['u:s3cret']);
    expect(received).toHaveLength(1);
  });

  test('tells its password to no server without TLS, nor to one with a certificate of nobody', async () => {
    const login = { user: 'u', password: { secret: 'smtp' } };
    const bare = await listen({ ...plain, allowInsecureAuth: true });
    await expect(email({ ...people, smtp: { ...bare, ...login } })(event, context)).rejects.toThrow(
      /STARTTLS/,
    );
    await new Promise<void>((resolve) => server?.close(resolve));
    const selfSigned = await listen({});
    await expect(
      email({ ...people, smtp: { ...selfSigned, ...login } })(event, context),
    ).rejects.toThrow(/certificate/i);
    expect(logins).toEqual([]);
  });

  test('fails when the server refuses, so that it is sent again', async () => {
    const smtp = await listen({
      ...plain,
      onRcptTo: (_address, _session, done) => done(new Error('No such mailbox')),
    });
    await expect(email({ ...people, smtp })(event, context)).rejects.toThrow(/No such mailbox/);
  });
});
