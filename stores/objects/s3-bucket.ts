import type { IncomingMessage } from 'node:http';
import type { Client } from 'minio';
import { xmlElements, xmlValue } from './s3-xml.ts';

/** One request to one object, or without a key to the bucket. */
export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly key?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Status codes the caller handles; any other becomes an error. */
  readonly accept: readonly number[];
}

/** An answer whose body was read. */
export interface S3Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** A bucket, and the folder in it that is ours. */
export class S3Bucket {
  readonly client: Client;
  readonly name: string;
  /** Empty, or ends in `/`. */
  readonly prefix: string;

  constructor(client: Client, name: string, prefix: string) {
    this.client = client;
    this.name = name;
    this.prefix = prefix === '' ? '' : `${prefix}/`;
  }

  /** Sends a request; its body is still to be read. */
  async send({
    method,
    key,
    query = '',
    headers,
    body,
    accept,
  }: S3Request): Promise<IncomingMessage> {
    const options = {
      ...{ method, bucketName: this.name, query, headers: { ...headers } },
      ...(key !== undefined && { objectName: this.prefix + key }),
    };
    return this.client.makeRequestAsync(options, body ?? '', [...accept]);
  }

  /** Sends a request and reads the answer, which is small. */
  async ask(request: S3Request): Promise<S3Answer> {
    const response = await this.send(request);
    const { statusCode: status = 0, headers } = response;
    return { status, headers, text: (await readBody(response)).toString('utf8') };
  }
}

/** The whole body; fails when it ended before its announced length. */
export async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // A response without an encoding set gives Buffers.
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The `<Code>` of S3's error document, also of one sent with status 200. */
export function s3ErrorCode(text: string): string | undefined {
  const error = xmlElements(text, 'Error')[0];
  return error === undefined ? undefined : xmlValue(error, 'Code');
}
