import { sequenceNumber } from '../streams/record';
import { Stream, type StreamEntry, type StreamIdentity, type StreamState } from '../streams/stream';
import type { Streams } from '../streams/streams';
import type { DataStore, EntryChange, KeyRange } from './data-store';
import { type FolderChanges, type Keeper, KeySpace } from './keeper';

/** The head of a stream; its records are its parts. */
interface StreamHead {
  readonly identity: StreamIdentity;
  readonly start: number;
  readonly state: StreamState;
}

interface KeptStream {
  readonly number: string;
  readonly state: StreamState;
  /** The sequence number of the last record that is kept. */
  readonly last: number;
}

/** Keeps streams and their records. */
export class KeptStreams implements Keeper {
  private readonly keys = new KeySpace('s', 'r');
  private readonly kept = new Map<Stream, KeptStream>();

  constructor(private readonly streams: Streams) {}

  load(store: DataStore): Promise<KeyRange[]> {
    return this.keys.load(store, async (number, head) => {
      const { identity, start, state } = JSON.parse(head) as StreamHead;
      const entries: StreamEntry[] = [];
      for await (const page of store.pages(this.keys.partsOf(number))) {
        for (const [, json] of page) entries.push(JSON.parse(json) as StreamEntry);
      }
      // Records before the horizon may still exist, as they are deleted later.
      const stream = new Stream(
        identity,
        start,
        state,
        entries.filter(({ sequence }) => sequence >= state.horizon),
      );
      this.streams.adopt(stream);
      this.kept.set(stream, { number, state, last: stream.last });
    });
  }

  isBehind(): boolean {
    let count = 0;
    for (const stream of this.streams.all) {
      const known = this.kept.get(stream);
      if (known?.state !== stream.state || known.last !== stream.last) return true;
      count++;
    }
    return count !== this.kept.size;
  }

  take(): FolderChanges {
    const changes: FolderChanges = { entries: [], leftovers: [] };
    const current = new Set(this.streams.all);
    for (const [stream, { number }] of this.kept) {
      if (current.has(stream)) continue;
      this.kept.delete(stream);
      changes.entries.push({ key: this.keys.headOf(number) });
      changes.leftovers.push(this.keys.partsOf(number));
    }
    for (const stream of current) {
      changes.leftovers.push(...this.trimmedOf(stream));
      for (const change of this.changesOf(stream)) changes.entries.push(change);
    }
    return changes;
  }

  private *changesOf(stream: Stream): Generator<EntryChange> {
    const { identity, start, state, last } = stream;
    const known = this.kept.get(stream);
    const number = known?.number ?? this.keys.nextNumber();
    this.kept.set(stream, { number, state, last });
    if (known?.state !== state) {
      const head: StreamHead = { identity, start, state };
      yield { key: this.keys.headOf(number), value: JSON.stringify(head) };
    }
    for (const entry of stream.entriesAfter(known?.last ?? start)) {
      yield { key: this.keys.partOf(number, sequenceNumber(entry.sequence)), value: JSON.stringify(entry) };
    }
  }

  /** Records that were dropped since the stream was written. */
  private *trimmedOf(stream: Stream): Generator<KeyRange> {
    const known = this.kept.get(stream);
    if (!known || known.state.horizon === stream.state.horizon) return;
    const { gte } = this.keys.partsOf(known.number);
    yield { gte, lt: this.keys.partOf(known.number, sequenceNumber(stream.state.horizon)) };
  }
}
