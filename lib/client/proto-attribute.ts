import { types } from 'node:util';
import type {
  $Command,
  DynamoDBClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-dynamodb';

type AnyCommand<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = $Command<
  Input,
  Output,
  DynamoDBClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>;

const NAME = '__proto__';

/**
 * The SDK reads an attribute that is named `__proto__` as undefined. This watches the body of the answer, and gives back a function
 * that puts the value into what the SDK made of it.
 */
export function keepProtoAttribute<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  command: AnyCommand<Input, Output>,
): <Answer>(answer: Answer) => Answer {
  let json: string | undefined;
  command.middlewareStack.add(
    next => async args => {
      const result = await next(args);
      const response = result.response as { body?: unknown };
      const body = await bytesOf(response.body);
      json = body?.includes(NAME) ? body.toString() : undefined;
      if (body) response.body = body;
      return result;
    },
    // Next to the request handler, inside of what reads the body.
    { step: 'deserialize', priority: 'low', name: 'dynactKeepProtoAttribute' },
  );
  return answer => {
    if (json) restore(answer, JSON.parse(json));
    return answer;
  };
}

/** Bodies are bytes, or streams of them; one that is neither stays as it is. */
async function bytesOf(body: unknown): Promise<Buffer | undefined> {
  if (types.isUint8Array(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Walks the answer beside the JSON that it was made from. */
function restore(answer: unknown, json: unknown): void {
  if (!isObject(answer) || !isObject(json)) return;
  for (const key of Object.keys(json)) {
    if (key === NAME && answer[key] === undefined) {
      Object.defineProperty(answer, key, { value: json[key], enumerable: true, configurable: true, writable: true });
    } else if (Object.hasOwn(answer, key)) {
      restore(answer[key], json[key]);
    }
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
