// Pages of a list behind an HTTP route: the cursor goes to the client as text, and comes back with its next request.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ActiveRecord, Attribute, batchWrite, PartitionKey, SortKey, Table, ValidationError } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('messages'))
class Message extends ActiveRecord {
  @PartitionKey() room!: string;
  @SortKey({ type: Number }) sentAt!: number;
  @Attribute() text!: string;
}

interface Answer {
  texts: string[];
  next?: string;
}

/** GET /rooms/:room/messages?cursor=... */
const listMessages: RequestListener = async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const room = pathname.split('/')[2] ?? '';
  const send = (status: number, body: object) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  try {
    const { items, cursor } = await Message.query({ room })
      .desc()
      .limit(3)
      .page({ cursor: searchParams.get('cursor') ?? undefined });
    send(200, { texts: items.map(({ text }) => text), next: cursor && `${pathname}?cursor=${cursor}` });
  } catch (error) {
    // A cursor that was cut, or of another room: the client's mistake.
    const isTheirs = error instanceof ValidationError;
    send(isTheirs ? 400 : 500, { error: isTheirs ? 'Not a cursor of this list' : 'Try again later' });
  }
};

/** Follows `next` until there is none. */
async function readAll(origin: string): Promise<{ pages: string[][]; second: string }> {
  const pages: string[][] = [];
  const paths = ['/rooms/lobby/messages'];
  for (let path: string | undefined = paths[0]; path; ) {
    const answer = (await (await fetch(origin + path)).json()) as Answer;
    pages.push(answer.texts);
    path = answer.next;
    if (path) paths.push(path);
  }
  return { pages, second: paths[1] ?? '' };
}

export const main = sample([Message], async () => {
  await batchWrite(
    Array.from({ length: 7 }, (_, i) => Message.build({ room: 'lobby', sentAt: i, text: `message ${i}` })),
  );

  const server = createServer(listMessages);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { pages, second } = await readAll(origin);

    // What is sent while somebody reads comes before the first page, and shifts none.
    await Message.create({ room: 'lobby', sentAt: 7, text: 'message 7' });
    const again = (await (await fetch(origin + second)).json()) as Answer;
    const elsewhere = await fetch(origin + second.replace('lobby', 'kitchen'));
    return { pages, secondPageAgain: again.texts, cursorOfAnotherRoom: elsewhere.status };
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

void start(module, main);
