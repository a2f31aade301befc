export type { Clock } from './database/clock';
export { engineOf, type MemoryClientOptions, memoryClient } from './doors/client';
export { type HandlerRequest, type HandlerResponse, type MemoryHandler, memoryHandler } from './doors/handler';
export type { AnsweredRequest } from './doors/http/answered';
export { type MemoryServer, type ServeOptions, serve } from './doors/http/server';
export {
  Engine,
  type EngineOptions,
  type EngineRequest,
  type EngineResponse,
  type RespondOptions,
  type Snapshot,
} from './engine';
export type { Fault, FaultError } from './fault';
export { DataFolderError } from './persistence/data-folder';
export type { DataStore, EntryChange, KeyRange } from './persistence/data-store';
export { type OpenEngineOptions, openEngine } from './persistence/open-engine';
export type { DataLoss } from './persistence/repair';
export { ServiceError } from './protocol/service-error';
