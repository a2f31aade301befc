/**
 * A schema of any library that follows Standard Schema: zod, valibot, ArkType and others. Only the part that dynact uses, so the types need no
 * library.
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

/** The result of a schema: the value, or what is wrong with it. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A schema, and whether the value that it returns is stored. */
export interface SchemaRule {
  readonly schema: StandardSchema;
  readonly transform: boolean;
}
