import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/**
 * A request with the names and values in its expressions, in place of the placeholders, which a spec of what is sent should not depend on:
 * `ConditionExpression: "balance >= 1000 AND owner = 'Jo'"`. Also inside of it, as in the operations of a transaction.
 */
export function inFull(request: object): Record<string, unknown> {
  const {
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ...rest
  } = request as { ExpressionAttributeNames?: object; ExpressionAttributeValues?: object };
  const known = new Map<string, unknown>([...Object.entries(names ?? {}), ...Object.entries(values ?? {})]);
  const resolve = (placeholder: string) => {
    const value = known.get(placeholder);
    return typeof value === 'string' ? value : literal(value as AttributeValue | undefined);
  };
  return Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [
      name,
      name.endsWith('Expression') ? String(value).replaceAll(/[#:]\d+/g, resolve) : deeper(value),
    ]),
  );
}

function deeper(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deeper);
  return value && Object.getPrototypeOf(value) === Object.prototype ? inFull(value) : value;
}

function literal(value: AttributeValue | undefined): string {
  if (value?.S !== undefined) return `'${value.S}'`;
  return value?.N ?? JSON.stringify(value);
}
