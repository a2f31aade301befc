import { CALL_OPTIONS } from '../client/target';
import type { OptionNames } from '../errors/known-options';
import type {
  ByKeyOptions,
  DeleteOptions,
  FindOrCreateOptions,
  SaveOptions,
  SoftDeleteOptions,
  TouchOptions,
  UpdateByKeyOptions,
  UpdateOptions,
  UpsertOptions,
} from './options';

/** What a program may pass to all its calls alike: a write reads nothing, and runs no hooks where there is no record. */
const IDLE = { consistentRead: true, skipHooks: true } as const;

const ofAny = { ...CALL_OPTIONS, condition: true, validate: true, outsideTransaction: true } as const;
const ofRecord = { ...ofAny, idempotent: true, skipHooks: true, raiseOnConflict: true } as const;

const saveChanges: OptionNames<Omit<SaveOptions<never>, 'returnOld'>> = { ...ofRecord, touch: true };
const save: OptionNames<SaveOptions<never>> = { ...saveChanges, returnOld: true };
const setIn: OptionNames<Omit<UpdateOptions<never>, 'condition'>> = {
  ...CALL_OPTIONS,
  validate: true,
  outsideTransaction: true,
  idempotent: true,
  skipHooks: true,
  raiseOnConflict: true,
  touch: true,
  mustExist: true,
  given: true,
};
const update: OptionNames<UpdateOptions<never>> = { ...setIn, condition: true };
const expiring: OptionNames<TouchOptions<never> & SoftDeleteOptions<never>> = { ...update, expiresIn: true };
const remove: OptionNames<DeleteOptions<never>> = { ...ofRecord, mustExist: true, returnOld: true };
const byKey: OptionNames<ByKeyOptions<never>> = { ...ofAny, touch: true, mustExist: true, idempotent: true };
const updateByKey: OptionNames<UpdateByKeyOptions<never>> = { ...byKey, given: true };
const upsert: OptionNames<UpsertOptions<never>> = { ...ofAny, touch: true, onCreate: true };
const findOrCreate: OptionNames<FindOrCreateOptions<never>> = {
  ...ofAny,
  idempotent: true,
  skipHooks: true,
  touch: true,
  expect: true,
};

/** The names of the options of each call that writes. */
export const WRITE_OPTIONS = {
  create: { ...save, ...IDLE },
  save: { ...save, ...IDLE },
  saveChanges: { ...saveChanges, ...IDLE },
  update: { ...update, ...IDLE },
  increment: { ...update, ...IDLE },
  setIn: { ...setIn, ...IDLE },
  touch: { ...expiring, ...IDLE },
  softDelete: { ...expiring, ...IDLE },
  restore: { ...expiring, ...IDLE },
  delete: { ...remove, ...IDLE },
  updateByKey: { ...updateByKey, ...IDLE },
  deleteByKey: { ...byKey, ...IDLE },
  upsert: { ...upsert, ...IDLE },
  findOrCreate: { ...findOrCreate, ...IDLE },
} as const;
