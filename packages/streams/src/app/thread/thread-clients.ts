/** The clients of a thread: what reads, what writes, and the one that is a member of the group; each as it was configured. */
import {
  type AssignmentListener,
  type Assignor,
  Cluster,
  clientSettings,
  Fetcher,
  GroupMembership,
  type OutOfRangeAnswer,
  Producer,
  type TopicSelection,
} from '@millrace/core'
import {
  consumerOptions,
  memberOptions,
  producerOptions,
  restoreConsumerOptions,
  transactionalId,
} from '../config/client-options.ts'
import type { ResolvedConfig } from '../config/resolved-config.ts'

export interface ThreadClientsParts {
  readonly config: ResolvedConfig
  readonly processId: string
  /** From 1. */
  readonly thread: number
  readonly topics: TopicSelection
  readonly assignor: Assignor
  readonly listener: AssignmentListener
  /** Where a partition goes on whose offset is not there any more. */
  readonly onOutOfRange: (topic: string) => OutOfRangeAnswer
}

export class ThreadClients {
  readonly fetcher: Fetcher
  readonly restoreFetcher: Fetcher
  readonly membership: GroupMembership
  readonly #parts: ThreadClientsParts
  readonly #clusters: readonly Cluster[]

  constructor(parts: ThreadClientsParts) {
    const { config, thread, topics, assignor, listener, onOutOfRange } = parts
    this.#parts = parts
    const options = consumerOptions(config, thread)
    const restoreOptions = restoreConsumerOptions(config, thread)
    const reading = new Cluster(clientSettings(options))
    const restoring = new Cluster(clientSettings(restoreOptions))
    // What a fetch waits for must not hold up a heartbeat.
    const joining = new Cluster(clientSettings(options))
    this.#clusters = [reading, restoring, joining]
    const { bufferedBytesMax: bufferBytes } = config
    this.fetcher = new Fetcher(reading, { ...options, bufferBytes, onOutOfRange: ({ topic }) => onOutOfRange(topic) })
    this.restoreFetcher = new Fetcher(restoring, { ...restoreOptions, onOutOfRange: 'none' })
    const rack = options.rackId ?? null
    this.membership = new GroupMembership(joining, {
      ...memberOptions(config, thread),
      topics,
      assignors: [assignor],
      listener,
      rack,
    })
  }

  /** A producer of its own for each life of the thread's tasks: one that was fenced off is of no use any more. */
  producer(): Producer {
    const { config, processId, thread } = this.#parts
    const isExactlyOnce = config.processingGuarantee === 'exactly_once_v2'
    const id = isExactlyOnce ? transactionalId(config, processId, thread) : undefined
    return new Producer({ ...producerOptions(config, thread, id), onError: () => {} })
  }

  /** The membership is to be closed before. */
  async close({ timeoutMs }: { readonly timeoutMs: number }): Promise<void> {
    await Promise.all([this.fetcher.close({ timeoutMs }), this.restoreFetcher.close({ timeoutMs })])
    for (const cluster of this.#clusters) cluster.close()
  }
}
