/** What a socket's failure means for a client: connect again, or see to the certificates first. */
import type { SocketError } from '../../host/sockets.ts'
import { AuthenticationError, type ClientError, ConnectionError, type ErrorPlace } from '../errors.ts'

/** How OpenSSL and Node call what is wrong with a certificate, or that the other side does not speak TLS. */
const TLS_CODES = /^EPROTO$|^ERR_(TLS|SSL|OSSL)_|CERT|_SIGNATURE|ISSUER|^HOSTNAME_MISMATCH$/

export function socketProblem(problem: SocketError, place: ErrorPlace): ClientError {
  if (!TLS_CODES.test(problem.code)) return new ConnectionError(problem.message, { place, cause: problem })
  return new AuthenticationError(problem.message, { place, cause: problem, code: 'TLS_FAILED' })
}
