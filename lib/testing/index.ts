export { type MemoryBackend, type MemoryBackendOptions, type TestHooks, useMemoryBackend } from './memory-backend';
export type { DeliverOptions, Delivery, StreamFunction } from './stream-delivery';
