import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { runCLI } from 'jest';
import { type DynamoDBLocal, hasJava, startDynamoDBLocal } from './dynamodb-local';
import { LOCAL_ENDPOINT } from './environment';

type GlobalConfig = Awaited<ReturnType<typeof runCLI>>['globalConfig'];

declare global {
  var dynamoDBLocal: DynamoDBLocal | undefined;
}

const SPEC = resolve(__dirname, '..');

/** The spec files that run on DynamoDB Local too: those that import `support/backends` or where it is. */
function contractFiles(): string[] {
  return readdirSync(SPEC, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.spec.ts'))
    .map(file => join(SPEC, file))
    .filter(file => /support\/(backends|environment)'/.test(readFileSync(file, 'utf8')));
}

/** Java costs seconds: it starts only when one of the specs asked for needs it. */
function isNeeded({ testPathPatterns, rootDir }: GlobalConfig): boolean {
  const asked = testPathPatterns.toExecutor({ rootDir });
  return contractFiles().some(file => asked.isMatch(file));
}

export default async function globalSetup(config: GlobalConfig): Promise<void> {
  if (!isNeeded(config)) return;
  if (!hasJava()) {
    if (process.env.DYNACT_REQUIRE_DYNAMODB_LOCAL === '1') {
      throw new Error('DYNACT_REQUIRE_DYNAMODB_LOCAL=1, and there is no Java 17 or newer to run DynamoDB Local with.');
    }
    return;
  }
  globalThis.dynamoDBLocal = await startDynamoDBLocal();
  process.env[LOCAL_ENDPOINT] = globalThis.dynamoDBLocal.endpoint;
}
