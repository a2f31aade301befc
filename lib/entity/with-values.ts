/** A record as it will be with these values, while it stays as it is. */
export function withValues(record: object, values: Readonly<Record<string, unknown>>): object {
  for (const _ in values) return Object.assign(Object.create(record), values);
  return record;
}
