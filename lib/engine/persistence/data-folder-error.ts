import { DynactError } from '../../errors/dynact-error';

/** A data folder that cannot be used: another process has it, a newer version wrote it, it is no such folder, ... */
export class DataFolderError extends DynactError {
  override readonly code: string = 'DATA_FOLDER';
}
