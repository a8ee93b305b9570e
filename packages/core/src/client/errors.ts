/**
 * What a client's calls reject with. The class says what remedy there is, `code` what the cause was, the message
 * which broker, API and partition it was about; `retriable` says whether the same call may succeed later.
 */
import { type ErrorName, errorByCode, type ProtocolError } from '../protocol/errors.ts'

/** What an error is about, as far as that is known. */
export interface ErrorPlace {
  /** `localhost:9092 (1)` */
  readonly broker?: string | undefined
  /** `Produce v9` */
  readonly api?: string | undefined
  /** A topic, `orders`, or a partition of one, `orders-3`; a group or transactional id. */
  readonly subject?: string | undefined
}

export abstract class ClientError extends Error {
  readonly code: string
  readonly retriable: boolean
  readonly place: ErrorPlace

  constructor(failure: { code: string; retriable: boolean; message: string; place?: ErrorPlace; cause?: unknown }) {
    const { code, retriable, message, place = {}, cause } = failure
    super(`${placeText(place)}${message} (${code})`, cause === undefined ? undefined : { cause })
    this.code = code
    this.retriable = retriable
    this.place = place
  }
}

/** There is no connection to the broker, or no longer one. The client connects again by itself. */
export class ConnectionError extends ClientError {
  override readonly name = 'ConnectionError'

  constructor(message: string, details: { place?: ErrorPlace; cause?: unknown; code?: string } = {}) {
    super({ code: 'NOT_CONNECTED', retriable: true, ...details, message })
  }
}

/**
 * The broker does not believe who this client is, or the client not who the broker is: wrong credentials, a mechanism
 * that is not offered, a certificate that nothing vouches for. Trying again is of no use until that is mended.
 */
export class AuthenticationError extends ClientError {
  override readonly name = 'AuthenticationError'

  constructor(message: string, details: { place?: ErrorPlace; cause?: unknown; code?: string } = {}) {
    super({ code: 'AUTHENTICATION_FAILED', retriable: false, ...details, message })
  }
}

/** What was asked for did not come in time; whether it was done is not known. */
export class TimeoutError extends ClientError {
  override readonly name = 'TimeoutError'

  constructor(message: string, details: { place?: ErrorPlace; cause?: unknown } = {}) {
    super({ code: 'TIMED_OUT', retriable: true, ...details, message })
  }
}

/** The client was closed, or its caller gave up by an `AbortSignal`. */
export class ClosedError extends ClientError {
  override readonly name = 'ClosedError'

  constructor(message: string, details: { cause?: unknown } = {}) {
    super({ code: 'CLOSED', retriable: false, ...details, message })
  }
}

/** The broker does not speak what the call needs: an older broker, or one with this feature switched off. */
export class UnsupportedError extends ClientError {
  override readonly name = 'UnsupportedError'

  constructor(message: string, details: { place?: ErrorPlace } = {}) {
    super({ code: 'UNSUPPORTED', retriable: false, ...details, message })
  }
}

/** The call cannot be made like this, whatever the broker: a bug of the caller's. */
export class UsageError extends ClientError {
  override readonly name = 'UsageError'

  constructor(message: string) {
    super({ code: 'USAGE', retriable: false, message })
  }
}

/** The records that wait to be sent fill the memory that they may: wait until the producer is `ready()`. */
export class BufferFullError extends ClientError {
  override readonly name = 'BufferFullError'

  constructor(message: string) {
    super({ code: 'BUFFER_FULL', retriable: true, message })
  }
}

/** The broker answered with an error of the protocol. */
export class BrokerError extends ClientError {
  override readonly name: string = 'BrokerError'
  readonly error: ProtocolError

  constructor(error: ProtocolError, details: { place?: ErrorPlace; message?: string | null; cause?: unknown } = {}) {
    const { place = {}, message, cause } = details
    super({ code: error.name, retriable: error.retriable, message: message || error.meaning, place, cause })
    this.error = error
  }
}

/** Somebody else goes by the same transactional id, member id or instance id now: give up this one. */
export class FencedError extends BrokerError {
  override readonly name = 'FencedError'
}

/** The transaction cannot be committed any more: abort it and begin another. */
export class AbortableError extends BrokerError {
  override readonly name = 'AbortableError'
}

/** The producer cannot go on, whatever is sent next: close it, and see to the cause before another one starts. */
export class FatalError extends BrokerError {
  override readonly name = 'FatalError'
}

const FENCING: ReadonlySet<ErrorName> = new Set([
  'PRODUCER_FENCED',
  'INVALID_PRODUCER_EPOCH',
  'TRANSACTION_COORDINATOR_FENCED',
  'FENCED_INSTANCE_ID',
])

/** The exception for an error code of an answer; code 0 is none, and a bug to ask for. */
export function brokerError(code: number, details: { place?: ErrorPlace; message?: string | null } = {}): BrokerError {
  const error = errorByCode(code)
  if (FENCING.has(error.name)) return new FencedError(error, details)
  if (error.name === 'TRANSACTION_ABORTABLE') return new AbortableError(error, details)
  return new BrokerError(error, details)
}

function placeText({ broker, api, subject }: ErrorPlace): string {
  const parts = [api, subject, broker === undefined ? undefined : `at ${broker}`].filter((part) => part !== undefined)
  return parts.length === 0 ? '' : `${parts.join(' ')}: `
}
