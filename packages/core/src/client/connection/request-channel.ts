/**
 * What diagnostics hear of requests: `millrace:client:request` of `node:diagnostics_channel` gets one message when a
 * request is asked for and one when it is over. While nobody listens a request costs one look at the channel.
 */
import { channel } from 'node:diagnostics_channel'
import type { Clock } from '../../host/clock.ts'

/** What all messages of one request have in common; the same object in both. */
export interface RequestFacts {
  /** `localhost:9092 (1)` */
  readonly broker: string
  readonly clientId: string
  /** `Produce` */
  readonly api: string
  readonly version: number
}

export type RequestMessage =
  | { readonly phase: 'start'; readonly request: RequestFacts }
  | {
      readonly phase: 'end'
      readonly request: RequestFacts
      /** From when it was asked for, so with the time that it waited for its turn. */
      readonly durationMs: number
      /** Why there was no answer. An answer that says an error is an answer. */
      readonly error?: Error
    }

const requests = channel('millrace:client:request')

/** Tells that a request begins; what this gives is to be called at its end. Nothing where nobody listens. */
export function requestBegins(clock: Clock, facts: () => RequestFacts): ((error?: Error) => void) | undefined {
  if (!requests.hasSubscribers) return undefined
  const request = facts()
  const beganMs = clock.elapsedMs()
  requests.publish({ phase: 'start', request } satisfies RequestMessage)
  return (error) => {
    const durationMs = clock.elapsedMs() - beganMs
    const end = { phase: 'end', request, durationMs } as const
    requests.publish((error === undefined ? end : { ...end, error }) satisfies RequestMessage)
  }
}
