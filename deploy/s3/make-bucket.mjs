// Makes the bucket of PERDURE_OBJECT_STORE (s3://bucket/prefix) unless it is there. Any S3 server.
import { Client } from 'minio';

const { PERDURE_OBJECT_STORE, AWS_ENDPOINT_URL_S3, AWS_REGION = 'us-east-1' } = process.env;
const { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey } = process.env;
if (!PERDURE_OBJECT_STORE || !AWS_ENDPOINT_URL_S3 || !accessKey || !secretKey) {
  console.error(
    'Set PERDURE_OBJECT_STORE, AWS_ENDPOINT_URL_S3, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  );
  process.exit(2);
}
const bucket = new URL(PERDURE_OBJECT_STORE).host;
const endpoint = new URL(AWS_ENDPOINT_URL_S3);
const useSSL = endpoint.protocol === 'https:';
const client = new Client({
  endPoint: endpoint.hostname,
  port: Number(endpoint.port || (useSSL ? 443 : 80)),
  useSSL,
  accessKey,
  secretKey,
  region: AWS_REGION,
});

if (await client.bucketExists(bucket)) {
  console.log(`The bucket ${bucket} is there.`);
} else {
  await client.makeBucket(bucket, AWS_REGION);
  console.log(`Made the bucket ${bucket}.`);
}
