import { inspect, styleText } from 'node:util';
import { checkChoices } from '../errors/known-options';
import type { Observer, OperationEvent, RequestEvent } from './events';

export interface PrintOptions {
  /** Writes one line. Default: `console.log`. */
  write?: (line: string) => void;
  /** Default: true if standard output is a terminal with colors. */
  colors?: boolean;
}

/**
 * An observer for development: prints each request with values in place of placeholders, its capacity and its time. It shows values, so do not
 * use it in production.
 *
 * @example
 * observe(print());
 * // Order.query  Query orders  customerId = 'c1' AND placedAt > '2026'  filter total > 10   1.5 units  12 ms
 */
export function print(options: PrintOptions = {}): Observer {
  checkChoices('print()', options, { write: true, colors: true });
  const { write = console.log, colors = process.stdout.hasColors?.() ?? false } = options;
  const paint = (color: 'cyan' | 'dim' | 'red' | 'yellow', text: string) =>
    colors ? styleText(color, text, { validateStream: false }) : text;
  return {
    begin: ({ entity, operation }) => ({
      request: request => {
        const name = paint('cyan', `${entity ? `${entity}.` : ''}${operation}`);
        const parts = [name, request.command, ...described(request.input, colors), costOf(request, paint)];
        write(parts.filter(Boolean).join('  '));
      },
      end: event => {
        if (event.error !== undefined) write(paint('red', failed(event)));
      },
    }),
  };
}

function failed({ entity, operation, error }: OperationEvent): string {
  const { name, code } = error as { name?: string; code?: string };
  return `${entity ? `${entity}.` : ''}${operation}  failed: ${name ?? 'an error'}${code ? ` (${code})` : ''}`;
}

function costOf(
  { capacity, durationMs, attempts, error }: RequestEvent,
  paint: (color: 'dim' | 'red' | 'yellow', text: string) => string,
): string {
  const parts = [
    capacity === undefined ? '' : paint('yellow', `${capacity} ${capacity === 1 ? 'unit' : 'units'}`),
    paint('dim', `${durationMs.toFixed(1)} ms`),
    attempts > 1 ? paint('red', `${attempts} attempts`) : '',
    error === undefined ? '' : paint('red', (error as Error).name ?? 'failed'),
  ];
  return parts.filter(Boolean).join('  ');
}

type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface Described {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Statement?: string;
  readonly Key?: Values[string];
  readonly Item?: Values[string];
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Values;
  readonly RequestItems?: Readonly<Record<string, readonly unknown[] | { readonly Keys: readonly unknown[] }>>;
  readonly TransactItems?: readonly Readonly<Record<string, Described>>[];
  readonly KeyConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly Limit?: number;
}

function described(input: Described, colors: boolean): string[] {
  const resolve = (label: string, expression: string | undefined) =>
    expression && `${label}${withPlaceholders(expression, input, colors)}`;
  const item = input.Key ?? input.Item;
  return [
    `${input.TableName ?? ''}${input.IndexName ? `/${input.IndexName}` : ''}`,
    input.Statement,
    item && shown({ M: item }, colors),
    resolve('', input.KeyConditionExpression),
    resolve('', input.UpdateExpression),
    resolve('if ', input.ConditionExpression),
    resolve('filter ', input.FilterExpression),
    input.Limit === undefined ? undefined : `limit ${input.Limit}`,
    ...Object.entries(input.RequestItems ?? {}).map(
      ([table, requests]) => `${table}: ${'Keys' in requests ? requests.Keys.length : requests.length}`,
    ),
    ...(input.TransactItems ?? []).flatMap(operation =>
      Object.entries(operation).map(([kind, one]) => `\n    ${kind} ${described(one, colors).join('  ')}`),
    ),
  ].filter((text): text is string => Boolean(text));
}

function withPlaceholders(
  expression: string,
  { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} }: Described,
  colors: boolean,
): string {
  return expression.replace(/[#:]\w+/g, placeholder => {
    const value = values[placeholder];
    return names[placeholder] ?? (value ? shown(value, colors) : placeholder);
  });
}

/** A stored value as it would be written in code. */
function shown(value: Readonly<Record<string, unknown>>, colors: boolean): string {
  return inspect(plain(value), {
    colors,
    depth: 4,
    breakLength: Number.POSITIVE_INFINITY,
    maxArrayLength: 5,
    maxStringLength: 80,
  });
}

function plain(value: Readonly<Record<string, unknown>>): unknown {
  const [[type, inner] = ['', undefined]] = Object.entries(value);
  switch (type) {
    case 'N':
      return Number(inner);
    case 'NULL':
      return null;
    case 'SS':
    case 'BS':
      return new Set(inner as unknown[]);
    case 'NS':
      return new Set((inner as string[]).map(Number));
    case 'L':
      return (inner as Readonly<Record<string, unknown>>[]).map(plain);
    case 'M':
      return Object.fromEntries(Object.entries(inner as Values).map(([name, member]) => [name, plain(member)]));
    default:
      return inner;
  }
}
