/** The storage of class-transformer's decorators, of which dynact uses this much. */
interface TransformerStorage {
  readonly _exposeMetadatas: ReadonlyMap<unknown, unknown>;
  readonly _excludeMetadatas: ReadonlyMap<unknown, unknown>;
  readonly _transformMetadatas: ReadonlyMap<unknown, unknown>;
  readonly _typeMetadatas: ReadonlyMap<unknown, unknown>;
  getStrategy(target: object): 'excludeAll' | 'exposeAll' | 'none';
  getExposedProperties(target: object, transformationType: number): string[];
  getExcludedProperties(target: object, transformationType: number): string[];
  findExposeMetadata(
    target: object,
    property: string,
  ): { readonly options?: { readonly name?: string; readonly groups?: readonly string[] } } | undefined;
  findTypeMetadata(target: object, property: string): { typeFunction?(options: object): new () => object } | undefined;
  findTransformMetadatas(
    target: object,
    property: string,
    transformationType: number,
  ): readonly { transformFn(parameters: object): unknown }[];
}

declare module 'class-transformer/cjs/storage' {
  export const defaultMetadataStorage: TransformerStorage;
}

declare module 'class-transformer/esm5/storage' {
  export const defaultMetadataStorage: TransformerStorage;
}
