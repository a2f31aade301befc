export { type MemoryBackend, type MemoryBackendOptions, type TestHooks, useMemoryBackend } from './memory-backend';
