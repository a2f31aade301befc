/**
 * The base of every error that dynact throws. `code` is stable across releases; `cause` is the AWS SDK's error, if there is one.
 *
 * Properties with item values (`key`, `stored`, ...) are not enumerable, so printing or serializing an error shows none.
 *
 * @example
 * try { await account.save({ raiseOnConflict: true }); }
 * catch (error) { if (error instanceof DynactError) console.error(error.code, error.message); }
 */
export class DynactError extends Error {
  readonly code: string = 'DYNACT';

  constructor(message: string, options?: { cause?: unknown }) {
    super(printable(message), options);
    // As text, as minifiers change the names of classes. A class that extends one of these keeps its own name.
    const name = Object.hasOwn(new.target.prototype, 'kind') ? this.kind : new.target.name;
    Object.defineProperty(this, 'name', { value: name, configurable: true, writable: true });
  }

  /** @internal */
  get kind(): string {
    return 'DynactError';
  }
}

/** `instanceof` also accepts errors of another copy of dynact, by their kind. Not declared, so that types stay as they are. */
Object.defineProperty(DynactError, Symbol.hasInstance, {
  value(this: { prototype: DynactError }, error: unknown): boolean {
    if (typeof error !== 'object' || error === null) return false;
    if (Object.prototype.isPrototypeOf.call(this.prototype, error)) return true;
    return Object.hasOwn(this.prototype, 'kind') && kindsOf(error).includes(this.prototype.kind);
  },
});

/** The kinds of an error of any copy of dynact. */
function kindsOf(error: object): string[] {
  const kinds: string[] = [];
  for (let owner = Object.getPrototypeOf(error); owner; owner = Object.getPrototypeOf(owner)) {
    if (Object.hasOwn(owner, 'kind') && typeof owner.kind === 'string') kinds.push(owner.kind);
  }
  return kinds.at(-1) === 'DynactError' ? kinds : [];
}

/** Longer messages are cut: they contain long names. */
const MAX_MESSAGE_LENGTH = 4_000;

/**
 * Names in a message may come from input: line breaks, terminal codes and characters that change the direction of text are escaped.
 */
function printable(message: string): string {
  const text = message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}...` : message;
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    character => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}

/** Attaches data that may contain item values: readable by name, left out of logs and `JSON.stringify`. */
export function attach<E extends DynactError, D extends object>(error: E, details: D): void {
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(details))) {
    Object.defineProperty(error, name, { ...property, enumerable: false });
  }
}
