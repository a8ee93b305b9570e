/**
 * What diagnostics hear of a request: one message when it is asked for and one when it is over. While nobody listens
 * a request costs one look at the channel.
 */
import type { Clock } from '../../host/clock.ts'
import { channels, type RequestFacts } from '../diagnostics.ts'

/** Tells that a request begins; what this gives is to be called at its end. Nothing where nobody listens. */
export function requestBegins(clock: Clock, facts: () => RequestFacts): ((error?: Error) => void) | undefined {
  if (!channels.request.hasSubscribers) return undefined
  const request = facts()
  const beganMs = clock.elapsedMs()
  channels.request.publish({ phase: 'start', request })
  return (error) => {
    const durationMs = clock.elapsedMs() - beganMs
    const end = { phase: 'end', request, durationMs } as const
    channels.request.publish(error === undefined ? end : { ...end, error })
  }
}
