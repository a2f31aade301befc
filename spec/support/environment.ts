/** The environment variable in which the global setup tells the specs where DynamoDB Local is; unset when it does not run. */
export const LOCAL_ENDPOINT = 'DYNACT_SPEC_LOCAL_ENDPOINT';
