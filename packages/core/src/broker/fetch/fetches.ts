/**
 * All fetching of this broker: the sessions of its readers, the memory of its answers, and the requests that
 * wait.
 */
import type { Clock } from '../../host/clock.ts'
import type { Random } from '../../host/random.ts'
import { errors } from '../../protocol/errors.ts'
import type { fetchRequest, fetchResponse } from '../../protocol/messages/01-fetch.ts'
import type { BrokerConfig } from '../broker-config.ts'
import type { Call, Outcome } from '../call.ts'
import type { Node } from '../node.ts'
import type { Topics } from '../topics/topics.ts'
import { FetchMemory } from './fetch-memory.ts'
import { FetchSessions, isFirstEpoch } from './fetch-sessions.ts'
import { Fetching } from './fetching.ts'

type FetchOutcome = Outcome<typeof fetchResponse>

export interface FetchesOptions {
  readonly clock: Clock
  readonly random: Random
  readonly config: BrokerConfig
  readonly topics: Topics
  readonly node: Node
}

const FIRST_WITH_TOPIC_IDS = 13
const FIRST_WITH_REPLICA_STATE = 15
const READ_COMMITTED = 1

export class Fetches {
  readonly #options: FetchesOptions
  readonly #memory: FetchMemory
  readonly #sessions: FetchSessions
  readonly #waiting = new Set<Fetching>()

  constructor(options: FetchesOptions) {
    const { clock, random, config } = options
    this.#options = options
    this.#memory = new FetchMemory(config.fetchMemoryMaxBytes)
    this.#sessions = new FetchSessions({ clock, random, slots: config.maxIncrementalFetchSessionCacheSlots })
  }

  /** Memory of answers that have not left yet. */
  get usedBytes(): number {
    return this.#memory.usedBytes
  }

  /** Requests that wait for records, or for memory. */
  get waitingCount(): number {
    return this.#waiting.size
  }

  answer(call: Call<typeof fetchRequest>): FetchOutcome | Promise<FetchOutcome> {
    const { version, body, client } = call
    const session = this.#sessions.open({ usesTopicIds: version >= FIRST_WITH_TOPIC_IDS, body })
    if (typeof session === 'string') {
      return { throttleTimeMs: 0, errorCode: errors[session].code, sessionId: 0, responses: [] }
    }
    const { clock, config, topics, node } = this.#options
    const { maxWaitMs, minBytes } = body
    const replicaId = version < FIRST_WITH_REPLICA_STATE ? body.replicaId : body.replicaState.replicaId
    const maxBytes = Math.min(body.maxBytes, config.fetchMaxBytes)
    const fetching = new Fetching(session, {
      client,
      clock,
      node,
      memory: this.#memory,
      rules: {
        version,
        replicaId,
        topics,
        isolation: body.isolationLevel === READ_COMMITTED ? 'committed' : 'uncommitted',
      },
      limits: { maxWaitMs, minBytes: Math.min(minBytes, maxBytes), maxBytes },
      keep: (begun) => isFirstEpoch(body.sessionEpoch) && this.#sessions.keep(begun),
      whenSent: call.whenSent,
    })
    const outcome = fetching.start()
    if (outcome instanceof Promise) {
      this.#waiting.add(fetching)
      fetching.whenOver(() => this.#waiting.delete(fetching))
    }
    return outcome
  }

  /** Ends all waiting. */
  close(): void {
    for (const fetching of this.#waiting) fetching.stop()
    this.#sessions.close()
  }
}
