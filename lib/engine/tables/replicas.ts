import { validationError } from '../protocol/service-error';
import { list, string, structure } from '../protocol/shapes';

interface Replica {
  readonly RegionName?: string;
}

/** One change of a table's replicas. */
export interface ReplicaUpdate {
  readonly Create?: Replica;
  readonly Update?: Replica;
  readonly Delete?: Replica;
}

const replica = (name: string) => structure(`${name}ReplicationGroupMemberAction`, { RegionName: string });

export const replicaUpdates = list(
  structure('ReplicationGroupUpdate', {
    Create: replica('Create'),
    Update: replica('Update'),
    Delete: replica('Delete'),
  }),
);

/** Refuses each replica, as an engine has one region. For a replica in its own region, with the service's message. */
export function checkReplicas(updates: readonly ReplicaUpdate[], region: string): void {
  const [first] = updates;
  if (!first) return;
  const { Create, Update, Delete } = first;
  if ((Create ?? Delete)?.RegionName === region) {
    throw validationError(
      'Cannot add or delete the local region through ReplicaUpdates. ' +
        'Use CreateTable, DeleteTable, or UpdateTable as required.',
    );
  }
  const named = (Create ?? Update ?? Delete)?.RegionName;
  throw validationError(`Global tables are not supported here: no table can have a replica in ${named}`);
}
