/** As whom a producer writes, by its options: of a transactional id, idempotent, or as nobody. */
import type { Cluster } from '../cluster/cluster.ts'
import type { ClientError } from '../errors.ts'
import { Transactions } from '../transactions/transactions.ts'
import { IdempotentIdentity } from './idempotent-identity.ts'
import type { Identity } from './identity.ts'
import type { ProducerSettings } from './producer-options.ts'

/** What an identity does to its producer. */
export interface IdentityHooks {
  /** Resolves when all records that were taken are delivered or given up. */
  readonly allDone: () => Promise<void>
  /** Gives up the records that are not on the wire, or all. */
  readonly giveUp: (problem: ClientError, options: { everything: boolean }) => void
  /** Nothing is taken any more. */
  readonly shut: (problem: ClientError) => void
  /** More may be sent than before, or less. */
  readonly changed: () => void
}

export interface OpenedIdentity {
  readonly identity: Identity | null
  readonly transactions: Transactions | undefined
}

export function openIdentity(cluster: Cluster, settings: ProducerSettings, hooks: IdentityHooks): OpenedIdentity {
  const { allDone, giveUp, shut, changed } = hooks
  const { transactionalId, transactionTimeoutMs, maxBlockMs, idempotent } = settings
  if (transactionalId !== undefined) {
    const transactions = new Transactions({
      cluster,
      transactionalId,
      transactionTimeoutMs,
      maxBlockMs,
      allDone,
      giveUp: (problem) => giveUp(problem, { everything: false }),
      changed,
    })
    return { identity: transactions.identity, transactions }
  }
  if (!idempotent) return { identity: null, transactions: undefined }
  const identity = new IdempotentIdentity(cluster, (problem) => {
    if (problem !== undefined) {
      shut(problem)
      giveUp(problem, { everything: true })
    }
    changed()
  })
  return { identity, transactions: undefined }
}
