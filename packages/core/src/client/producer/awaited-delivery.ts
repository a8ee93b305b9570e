/** The delivery of one record as a promise: for whoever waits for each, while the way of many records makes none. */
import { unlessAborted } from '../deadline.ts'
import { ClosedError } from '../errors.ts'
import type { Delivered, RecordMetadata } from './record.ts'
import type { UnreportedFailures } from './unreported-failures.ts'

export async function awaitedDelivery(
  send: (onDelivered: Delivered) => void,
  { failures, signal }: { failures: UnreportedFailures; signal: AbortSignal | undefined },
): Promise<RecordMetadata> {
  if (signal?.aborted) throw new ClosedError('the caller gave up', { cause: signal.reason })
  const sent = new Promise<RecordMetadata>((resolve, reject) => {
    send((error, metadata) => {
      if (metadata !== null) return resolve(metadata)
      // Whoever has given up hears of it as those who never waited.
      if (signal?.aborted && error !== null) failures.add(error, 1)
      reject(error)
    })
  })
  return await unlessAborted(sent, signal)
}
