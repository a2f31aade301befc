export { engineOf, type MemoryClientOptions, memoryClient } from './client';
export type { Clock } from './clock';
export { Engine, type EngineOptions, type EngineRequest, type EngineResponse, type Snapshot } from './engine';
export type { Fault, FaultError } from './fault';
export { type HandlerRequest, type HandlerResponse, type MemoryHandler, memoryHandler } from './handler';
export { ServiceError } from './service-error';
