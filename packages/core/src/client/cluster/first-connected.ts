/**
 * Reaching any of several brokers: each is tried when the one before has failed or takes long, so that one that is
 * dead, or swallows what is sent to it, keeps nobody waiting. The first that is connected is taken.
 */
import type { Clock } from '../../host/clock.ts'
import type { BrokerLink } from '../connection/broker-link.ts'
import { ClientError, ConnectionError } from '../errors.ts'

/** A connection comes about in less than this, also with TLS and a login across an ocean. */
const PATIENCE_MS = 500

/** Rejects with the last failure when all have failed, or with one that no other broker could mend. */
export function firstConnected(links: readonly BrokerLink[], clock: Clock): Promise<BrokerLink> {
  return new Promise((resolve, reject) => {
    const left = [...links]
    let underWay = 0
    let timer = clock.soon(() => {})
    timer.cancel()
    let isOver = false
    const finish = () => {
      isOver = true
      timer.cancel()
    }
    const failed = (problem: unknown) => {
      underWay -= 1
      const isFinal = !(problem instanceof ClientError && problem.retriable)
      if (isOver) return
      if (!isFinal && left.length > 0) return tryNext()
      if (!isFinal && underWay > 0) return
      finish()
      reject(problem)
    }
    const tryNext = () => {
      timer.cancel()
      const link = left.shift()
      if (link === undefined || isOver) return
      underWay += 1
      if (left.length > 0) timer = clock.after(PATIENCE_MS, tryNext)
      link.connection().then(() => {
        finish()
        resolve(link)
      }, failed)
    }
    if (left.length === 0) reject(new ConnectionError('no broker is known that was not tried'))
    else tryNext()
  })
}
