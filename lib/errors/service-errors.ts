import { DynactError } from './dynact-error';

/** The table of the class does not exist in the account and region of its client (ResourceNotFoundException). */
export class TableNotFoundError extends DynactError {
  override readonly code: string = 'TABLE_NOT_FOUND';

  /** @internal */
  override get kind(): string {
    return 'TableNotFoundError';
  }
}

/** Why DynamoDB throttled a request. */
export interface ThrottlingReason {
  /** `TableWriteKeyRangeThroughputExceeded`, `IndexReadProvisionedThroughputExceeded`, ... */
  readonly reason: string;
  /** The ARN of the table or index. */
  readonly resource: string | undefined;
}

/**
 * DynamoDB throttled the request and the AWS SDK's own retries did not get it through. Wait, then send it again.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/throttling-diagnosing.html
 */
export class ThrottledError extends DynactError {
  override readonly code: string = 'THROTTLED';
  /** Empty if DynamoDB gave none. */
  readonly reasons: readonly ThrottlingReason[];

  constructor(
    message: string,
    { reasons = [], ...options }: { reasons?: readonly ThrottlingReason[]; cause?: unknown } = {},
  ) {
    super(message, options);
    this.reasons = reasons;
  }

  /** @internal */
  override get kind(): string {
    return 'ThrottledError';
  }

  /** Whether one or a few keys got more requests than a partition can take: more capacity would not help. */
  get hotPartition(): boolean {
    return isHot(this.reasons);
  }
}

export function isHot(reasons: readonly ThrottlingReason[]): boolean {
  return reasons.some(({ reason }) => reason.includes('KeyRangeThroughputExceeded'));
}
