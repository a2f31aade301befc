import { DynactError } from './dynact-error';

/** The table of the class does not exist in the account and region of its client (ResourceNotFoundException). */
export class TableNotFoundError extends DynactError {
  override readonly code: string = 'TABLE_NOT_FOUND';

  /** @internal */
  override get kind(): string {
    return 'TableNotFoundError';
  }
}

/** DynamoDB throttled the request and the AWS SDK's own retries did not get it through. Wait, then send it again. */
export class ThrottledError extends DynactError {
  override readonly code: string = 'THROTTLED';

  /** @internal */
  override get kind(): string {
    return 'ThrottledError';
  }
}
