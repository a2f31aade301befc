import { CALL_OPTIONS } from '../client/target';
import { namesOf, type OptionNames } from '../errors/known-options';
import type {
  ByKeyOptions,
  DeleteOptions,
  FindOrCreateOptions,
  SaveChangesOptions,
  SaveOptions,
  SetInOptions,
  SoftDeleteOptions,
  TouchOptions,
  UpdateByKeyOptions,
  UpdateOptions,
  UpsertOptions,
} from './options';

/** Options that a program may pass to all its calls, and that a write ignores: it reads nothing, and by key it runs no hooks. */
const IDLE = { consistentRead: true, skipHooks: true } as const;

const ofAny = /* @__PURE__ */ namesOf(CALL_OPTIONS, { condition: true, validate: true, outsideTransaction: true });
const ofRecord = /* @__PURE__ */ namesOf(ofAny, { idempotent: true, skipHooks: true, raiseOnConflict: true });

const saveChanges: OptionNames<SaveChangesOptions<never>> = /* @__PURE__ */ namesOf(ofRecord, {
  touch: true,
});
const save: OptionNames<SaveOptions<never>> = /* @__PURE__ */ namesOf(saveChanges, { returnOld: true });
const setIn: OptionNames<SetInOptions<never>> = /* @__PURE__ */ namesOf(CALL_OPTIONS, {
  validate: true,
  outsideTransaction: true,
  idempotent: true,
  skipHooks: true,
  raiseOnConflict: true,
  touch: true,
  mustExist: true,
  given: true,
});
const update: OptionNames<UpdateOptions<never>> = /* @__PURE__ */ namesOf(setIn, { condition: true });
const expiring: OptionNames<TouchOptions<never> & SoftDeleteOptions<never>> = /* @__PURE__ */ namesOf(update, {
  expiresIn: true,
});
const remove: OptionNames<DeleteOptions<never>> = /* @__PURE__ */ namesOf(ofRecord, {
  mustExist: true,
  returnOld: true,
});
const byKey: OptionNames<ByKeyOptions<never>> = /* @__PURE__ */ namesOf(ofAny, {
  touch: true,
  mustExist: true,
  idempotent: true,
});
const updateByKey: OptionNames<UpdateByKeyOptions<never>> = /* @__PURE__ */ namesOf(byKey, { given: true });
const upsert: OptionNames<UpsertOptions<never>> = /* @__PURE__ */ namesOf(ofAny, { touch: true, onCreate: true });
const findOrCreate: OptionNames<FindOrCreateOptions<never>> = /* @__PURE__ */ namesOf(ofAny, {
  idempotent: true,
  skipHooks: true,
  touch: true,
  expect: true,
});

/** The names of the options of each call that writes. */
export const WRITE_OPTIONS = {
  create: /* @__PURE__ */ namesOf(save, IDLE),
  save: /* @__PURE__ */ namesOf(save, IDLE),
  saveChanges: /* @__PURE__ */ namesOf(saveChanges, IDLE),
  update: /* @__PURE__ */ namesOf(update, IDLE),
  increment: /* @__PURE__ */ namesOf(update, IDLE),
  setIn: /* @__PURE__ */ namesOf(setIn, IDLE),
  touch: /* @__PURE__ */ namesOf(expiring, IDLE),
  softDelete: /* @__PURE__ */ namesOf(expiring, IDLE),
  restore: /* @__PURE__ */ namesOf(expiring, IDLE),
  delete: /* @__PURE__ */ namesOf(remove, IDLE),
  updateByKey: /* @__PURE__ */ namesOf(updateByKey, IDLE),
  deleteByKey: /* @__PURE__ */ namesOf(byKey, IDLE),
  upsert: /* @__PURE__ */ namesOf(upsert, IDLE),
  findOrCreate: /* @__PURE__ */ namesOf(findOrCreate, IDLE),
} as const;
