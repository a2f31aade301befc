import { inspect, styleText } from 'node:util';
import type { Connection } from './backend';
import { hasColours } from './sample';
import { callWith, classCode, sourceOf, statements } from './source';

const MARGIN = '   ';
const WIDTH = 100;

interface SentRequest {
  readonly operation: string;
  readonly parameters: Record<string, unknown>;
}

/** Narrates a program: what each step is for, its code, the requests that it sent, and what came of it. */
export class Tour {
  private readonly source: string;
  private steps = 0;
  private sent: SentRequest[] = [];

  constructor(name: string, { client, place }: Connection) {
    this.source = sourceOf(name);
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        args => {
          const { TableName, ...parameters } = args.input as { TableName?: string };
          this.sent.push({ operation: commandName.replace(/Command$/, ''), parameters });
          return next(args);
        },
      { step: 'initialize', name: 'tour' },
    );
    print(paint('dim', `Requests go to ${place}. They are shown as they are sent, but for TableName.`));
  }

  /** Shows a class. */
  declare(intent: string, type: { name: string }): void {
    this.announce(intent, classCode(this.source, type.name));
  }

  /** Runs a step, and shows what it gave, or what `look` sees afterwards. */
  async step<R>(intent: string, run: () => R | Promise<R>, look?: () => unknown): Promise<R> {
    const { variable, rest } = callWith(this.source, intent);
    const [code, looked] = rest;
    this.sent = [];
    const pending = run();
    const before = `${variable ? `const ${variable} = ` : ''}${pending instanceof Promise ? 'await ' : ''}`;
    this.announce(intent, statements(code!, before));
    const result = await pending;
    this.showRequests();
    if (looked) showResult(show(await look?.()), statements(looked));
    else if (result !== undefined) showResult(show(result));
    return result;
  }

  /** Runs a step that is refused with an error of this type, and shows the error and what `look` sees in it. */
  async refused<E extends Error>(
    intent: string,
    type: new (...details: never) => E,
    run: () => Promise<unknown>,
    look?: (error: E) => unknown,
  ): Promise<E> {
    const [, code, looked] = callWith(this.source, intent).rest;
    this.sent = [];
    this.announce(intent, statements(code!, 'await '));
    const error = await run().then(
      () => new Error(`This should have been refused: ${intent}`),
      (reason: unknown) => reason,
    );
    if (!(error instanceof type)) throw error;
    this.showRequests();
    showResult(paint('red', `${error.name}: ${error.message}`));
    if (looked) showResult(show(look?.(error)), statements(looked));
    return error;
  }

  private announce(intent: string, code: string): void {
    this.steps++;
    print(`\n${paint('bold', `${this.steps}. ${intent}`)}\n\n${block(paint('cyan', code))}`);
  }

  /** The same request many times in a row is shown once. */
  private showRequests(): void {
    print('');
    if (this.sent.length === 0) print(block(paint('dim', 'Nothing is sent.')));
    const rows: { text: string; times: number }[] = [];
    for (const text of this.sent.map(describe)) {
      const last = rows.at(-1);
      if (last?.text === text) last.times++;
      else rows.push({ text, times: 1 });
    }
    for (const { text, times } of rows) print(block(times > 1 ? `${text}\n  and so on, ${times} in all` : text));
  }
}

/** An operation and its parameters, one on a line; the operations of a transaction below it in the same way. */
function describe({ operation, parameters }: SentRequest): string {
  const { TransactItems = [], ...own } = parameters as { TransactItems?: Record<string, Record<string, unknown>>[] };
  const entries = Object.entries(own);
  const width = Math.max(...entries.map(([name]) => name.length)) + 2;
  const lines = entries.map(([name, value]) => {
    const text = typeof value === 'string' ? value : show(value).replace(/\n/g, `\n${' '.repeat(width + 2)}`);
    return `  ${paint('dim', name.padEnd(width))}${text}`;
  });
  const parts = TransactItems.flatMap(item => Object.entries(item)).map(([part, { TableName: _, ...rest }]) =>
    describe({ operation: part, parameters: rest }).replace(/^/gm, '  '),
  );
  return [`→ ${paint('yellow', operation)}`, ...lines, ...parts].join('\n');
}

function showResult(text: string, code?: string): void {
  print(block(`← ${code ? `${paint('cyan', code)}: ` : ''}${text}`));
}

const show = (value: unknown): string =>
  inspect(value, { depth: 8, breakLength: WIDTH, compact: 8, colors: hasColours() });

const block = (text: string): string => text.replace(/^(?=.)/gm, MARGIN);

const paint = (style: 'bold' | 'dim' | 'cyan' | 'yellow' | 'red', text: string): string =>
  hasColours() ? styleText(style, text, { validateStream: false }) : text;

const print = (text: string): void => console.log(text);
