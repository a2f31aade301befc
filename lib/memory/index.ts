export { engineOf, type MemoryClientOptions, memoryClient } from './client';
export type { Clock } from './clock';
export { Engine, type EngineOptions, type EngineRequest, type EngineResponse, type Snapshot } from './engine';
export type { Fault, FaultError } from './fault';
export { type HandlerRequest, type HandlerResponse, type MemoryHandler, memoryHandler } from './handler';
export { type MemoryServer, type ServeOptions, serve } from './http/server';
export { DataFolderError } from './persistence/data-folder-error';
export { type OpenEngineOptions, openEngine } from './persistence/open-engine';
export { ServiceError } from './service-error';
