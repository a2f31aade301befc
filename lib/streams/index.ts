export {
  type Change,
  type ChangeInfo,
  type ChangeOfAny,
  changeOf,
  type Inserted,
  type Modified,
  type Removed,
} from './change';
export type { FailureDecision, FailurePolicy, StreamFailure } from './failure';
export {
  type On,
  type StreamBatchResponse,
  type StreamEvent,
  type StreamHandler,
  type StreamHandlerOptions,
  streamHandler,
} from './handler';
export { type ChangesOf, type ReadStreamOptions, readStream } from './read-stream';
export type { ChangeKind, StreamRecord, StreamRecordData, StreamView } from './record';
export type { CheckpointStore, StreamStart } from './shards';
export type { StreamsClient } from './streams-client';
