/**
 * A record that nobody could deal with, as it is kept in a dead letter topic: the bytes that were read, with the
 * headers and the time that held where it failed, and headers that say why (KIP-1034; names and order are Java's).
 */
import type { Header, Headers } from '../record/headers.ts'
import type { Failure } from './failure.ts'

export interface DeadLetter {
  readonly topic: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly timestamp: number
  readonly headers: Headers
}

export function deadLetterOf(failure: Failure, topic: string): DeadLetter {
  const { rawKey, rawValue, timestamp, headers } = failure
  return { topic, key: rawKey, value: rawValue, timestamp, headers: [...headers, ...reasonsOf(failure)] }
}

function reasonsOf({ cause, topic, partition, offset }: Failure): Header[] {
  const error = cause instanceof Error ? cause : new Error(String(cause))
  return [
    header('exception', error.name),
    header('message', error.message),
    header('stacktrace', error.stack ?? `${error.name}: ${error.message}`),
    header('topic', topic),
    header('partition', String(partition)),
    header('offset', String(offset)),
  ]
}

function header(name: string, text: string | null): Header {
  return { key: `__streams.errors.${name}`, value: text === null ? null : Buffer.from(text) }
}
