/**
 * The base of every error that dynact raises. `code` is stable across releases; `cause` carries the AWS SDK's error, if any.
 *
 * Whatever holds item values (`key`, `stored`, ...) is not enumerable, so printing or serializing an error shows none.
 *
 * @example
 * try { await account.save({ raiseOnConflict: true }); }
 * catch (error) { if (error instanceof DynactError) console.error(error.code, error.message); }
 */
export class DynactError extends Error {
  readonly code: string = 'DYNACT';

  constructor(message: string, options?: { cause?: unknown }) {
    super(printable(message), options);
    // As text: minifiers change the names of classes. A class of the user's that extends one of ours keeps its own.
    const name = Object.hasOwn(new.target.prototype, 'kind') ? this.kind : new.target.name;
    Object.defineProperty(this, 'name', { value: name, configurable: true, writable: true });
  }

  /** @internal */
  get kind(): string {
    return 'DynactError';
  }
}

/** An error of another copy of dynact counts, too: its class is another one, of the same kind. Not declared, so that types stay as they are. */
Object.defineProperty(DynactError, Symbol.hasInstance, {
  value(this: { prototype: DynactError }, error: unknown): boolean {
    if (typeof error !== 'object' || error === null) return false;
    if (Object.prototype.isPrototypeOf.call(this.prototype, error)) return true;
    return Object.hasOwn(this.prototype, 'kind') && kindsOf(error).includes(this.prototype.kind);
  },
});

/** The kinds of an error of any copy of dynact, as its classes say. */
function kindsOf(error: object): string[] {
  const kinds: string[] = [];
  for (let owner = Object.getPrototypeOf(error); owner; owner = Object.getPrototypeOf(owner)) {
    if (Object.hasOwn(owner, 'kind') && typeof owner.kind === 'string') kinds.push(owner.kind);
  }
  return kinds.at(-1) === 'DynactError' ? kinds : [];
}

/** Longer messages come of long names. */
const MAX_MESSAGE_LENGTH = 4_000;

/**
 * Names in a message may come from input: what would break a line of a log, speak to a terminal or turn the text around is escaped.
 */
function printable(message: string): string {
  const text = message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}...` : message;
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    character => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}

/** Attaches data that may hold item values: readable by name, left out of logs and `JSON.stringify`. */
export function attach<E extends DynactError, D extends object>(error: E, details: D): void {
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(details))) {
    Object.defineProperty(error, name, { ...property, enumerable: false });
  }
}
