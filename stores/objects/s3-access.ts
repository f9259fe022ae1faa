/** How to reach an S3 server. */
export interface S3Access {
  /** `http://127.0.0.1:9000`; left out for Amazon's own. */
  readonly endpoint?: string;
  readonly region?: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}
