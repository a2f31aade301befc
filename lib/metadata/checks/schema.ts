import { ConfigurationError } from '../../errors/usage-errors';
import type { StandardSchema } from '../../validation/standard-schema';

/** Checks the `schema` and `transform` of a table or an attribute. */
export function checkSchema(
  label: string,
  { schema, transform = false }: { schema?: StandardSchema | undefined; transform?: boolean | undefined },
): void {
  if (schema === undefined) {
    if (!transform) return;
    throw new ConfigurationError(`${label}: \`transform\` needs a \`schema\` that makes something of values`);
  }
  if (typeof schema?.['~standard']?.validate === 'function') return;
  throw new ConfigurationError(
    `${label}: its \`schema\` does not follow Standard Schema, as those of zod 3.24, valibot 1 and ArkType 2 or newer do`,
  );
}
