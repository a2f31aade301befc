import { operations, streamOperations } from './registry';

const TARGETS: ReadonlyMap<string, string> = new Map([
  ...operations.map(({ name }) => [`DynamoDB_20120810.${name}`, name] as const),
  ...streamOperations.map(({ name }) => [`DynamoDBStreams_20120810.${name}`, name] as const),
]);

/** The operation that an `x-amz-target` header asks for: `DynamoDB_20120810.PutItem` is `PutItem`, anything unknown undefined. */
export function operationOf(target: string | undefined): string | undefined {
  return target === undefined ? undefined : TARGETS.get(target);
}
