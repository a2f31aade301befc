/**
 * A schema of any library that follows Standard Schema: zod, valibot, ArkType and others. Only what dynact uses of it, so no library is
 * needed for the types.
 *
 * @see https://standardschema.dev
 */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    validate(value: unknown): SchemaResult<Output> | Promise<SchemaResult<Output>>;
  };
}

/** What a schema says to a value: what it makes of it, or what is wrong. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A schema, and whether what it makes of a value is stored in its place. */
export interface SchemaRule {
  readonly schema: StandardSchema;
  readonly transform: boolean;
}
