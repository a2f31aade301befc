/**
 * Code that a declaration brings along: a program that never declares such a thing has none of it in its bundle. `defineTable` brings what
 * only classes of shared tables need, `@Index` what only classes with indexes do, for every floor.
 */
export type Brought = Readonly<Record<string, object>>;

/** One part of it, under a name that copies of the package have in common. */
export class Part<Code extends object> {
  constructor(private readonly name: string) {}

  with(code: Code): Brought {
    return { [this.name]: code };
  }

  /** Undefined where nothing brought it. */
  of({ brought }: { readonly brought: Brought | undefined }): Code | undefined {
    return brought?.[this.name] as Code | undefined;
  }
}
