import { attach, DynactError } from './dynact-error';

/**
 * A stream record whose item the class cannot decode: its schema changed, or another program wrote it.
 *
 * `raw` is the original stream record. It is not enumerable, so a log of the error shows no item values.
 */
export class DecodeError extends DynactError {
  override readonly code: string = 'DECODE';
  /** The class that the item belongs to. */
  declare readonly entity: abstract new () => object;
  declare readonly raw: object;

  constructor(
    message: string,
    details: { entity: abstract new () => object; raw: object },
    options?: { cause?: unknown },
  ) {
    super(message, options);
    attach(this, details);
  }

  /** @internal */
  override get kind(): string {
    return 'DecodeError';
  }
}
