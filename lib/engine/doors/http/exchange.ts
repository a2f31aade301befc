import type { IncomingHttpHeaders } from 'node:http';

/** What of an HTTP request the door looks at. */
export interface HttpRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What it is answered with. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}
