import type { ServiceError } from '../../protocol/service-error';
import { coralError, type HttpRequest } from './exchange';

const IN_HEADER = ['Credential', 'Signature', 'SignedHeaders'];
const IN_QUERY = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-SignedHeaders', 'X-Amz-Date'];

/** The error about the form of a request's signature, if it is wrong. Any credentials are accepted, and no signature is verified. */
export function authenticationError({ url, headers }: HttpRequest): ServiceError | undefined {
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  const { authorization } = headers;
  if (query.has('X-Amz-Algorithm')) {
    if (authorization === undefined) return queryError(query);
    return coralError(
      'InvalidSignatureException',
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    );
  }
  if (!authorization?.trim().startsWith('AWS4-')) {
    return coralError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  }
  return headerError(authorization, headers['x-amz-date'] ?? headers.date);
}

function queryError(query: URLSearchParams): ServiceError | undefined {
  const missing = IN_QUERY.filter(parameter => !query.get(parameter));
  if (missing.length === 0) return undefined;
  const complaints = missing.map(parameter => `AWS query-string parameters must include '${parameter}'. `);
  return coralError('IncompleteSignatureException', `${complaints.join('')}Re-examine the query-string parameters.`);
}

function headerError(authorization: string, date: unknown): ServiceError | undefined {
  const missing = IN_HEADER.filter(parameter => !authorization.includes(`${parameter}=`));
  const complaints = missing.map(parameter => `Authorization header requires '${parameter}' parameter. `);
  if (date === undefined) {
    complaints.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
  }
  if (complaints.length === 0) return undefined;
  return coralError('IncompleteSignatureException', `${complaints.join('')}Authorization=${authorization}`);
}
