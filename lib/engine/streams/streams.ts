import type { Item } from '../../wire/attribute-value';
import { equalItems } from '../../wire/equality';
import { compareStrings } from '../../wire/order';
import type { ItemChange } from '../storage/stored-item';
import { type Location, streamArn } from '../tables/description';
import type { Table } from '../tables/table';
import { type ChangeCause, type StreamView, streamRecord } from './record';
import { Stream } from './stream';

/**
 * The streams of a database, as the settings of its tables require. A stream is opened when it is first needed, and closed when `follow` finds that its
 * table no longer has it.
 */
export class Streams {
  private streams = new Map<string, Stream>();
  /** Sequence numbers start at the time in microseconds, so that those of a later process are greater. */
  private last = Date.now() * 1000;

  constructor(
    private readonly tables: ReadonlyMap<string, Table>,
    private readonly clock: { now(): number },
    private readonly location: Location,
  ) {}

  /** The sequence number of the next record. */
  get next(): number {
    return this.last + 1;
  }

  /** The stream with that ARN. Also, for a day, one that was disabled or whose table was deleted. */
  get(arn: string): Stream | undefined {
    this.follow();
    return this.streams.get(arn);
  }

  /** The streams that were opened until now. */
  get all(): Iterable<Stream> {
    return this.streams.values();
  }

  /** Restores a stream of an earlier process. */
  adopt(stream: Stream): void {
    this.streams.set(stream.identity.arn, stream);
    this.last = Math.max(this.last, stream.last);
  }

  /** All streams in the order of their ARNs. */
  list(): Stream[] {
    this.follow();
    return [...this.streams.values()].sort((a, b) => compareStrings(a.identity.arn, b.identity.arn));
  }

  /** Records a change of an item of a table with a stream, unless the item stayed the same. */
  record(table: Table, keys: Item, change: ItemChange, cause: ChangeCause): void {
    const stream = this.streamOf(table);
    if (!stream || isUnchanged(change)) return;
    const at = this.clock.now();
    const sequence = ++this.last;
    const origin = { region: this.location.region, at, sequence, cause };
    stream.append({ sequence, at, record: streamRecord(stream.identity.view, keys, change, origin) });
  }

  /** Opens and closes streams as the tables now require. Call this before a table loses its stream. */
  follow(): void {
    const now = this.clock.now();
    const current = new Set([...this.tables.values()].map(table => this.streamOf(table)));
    for (const [arn, stream] of this.streams) {
      if (!current.has(stream)) stream.close(now);
      if (stream.isGone(now)) this.streams.delete(arn);
    }
  }

  /** Copies of all streams. */
  snapshot(): ReadonlyMap<string, Stream> {
    return cloneStreams(this.streams);
  }

  restore(streams: ReadonlyMap<string, Stream>): void {
    this.streams = cloneStreams(streams);
  }

  private streamOf(table: Table): Stream | undefined {
    const { stream: setting, keySchema } = table.settings;
    if (!setting?.StreamEnabled) return undefined;
    const arn = streamArn(table.name, setting.label, this.location);
    const known = this.streams.get(arn);
    if (known?.isOpen) return known;
    const identity = {
      arn,
      label: setting.label,
      tableName: table.name,
      view: setting.StreamViewType as StreamView,
      keySchema,
      createdAt: Date.parse(`${setting.label}Z`),
    };
    const stream = new Stream(identity, ++this.last);
    this.streams.set(arn, stream);
    return stream;
  }
}

function isUnchanged({ before, after }: ItemChange): boolean {
  return before !== undefined && after !== undefined && equalItems(before.attributes, after.attributes);
}

function cloneStreams(streams: ReadonlyMap<string, Stream>): Map<string, Stream> {
  return new Map([...streams].map(([arn, stream]) => [arn, stream.clone()]));
}
