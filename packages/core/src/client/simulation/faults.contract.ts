/**
 * Things that go wrong by chance, as they do between clients and brokers: requests and answers that get lost,
 * errors that a broker says of an API, pauses, delays, leaders that move, clients that are not heard for a while.
 * No fault here is one that the protocol itself has no cure for.
 */
import type { SeededRandom } from '../../host/random.ts'
import { type Api, apis } from '../../protocol/apis.ts'
import type { Draft } from '../../protocol/body.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import type { Message } from '../../protocol/schema.ts'
import {
  answer,
  type Control,
  type ControlledRequest,
  type Decision,
  delay,
  drop,
  fail,
  loseAnswer,
} from '../../testing.ts'
import type { Topic, World } from './world.contract.ts'

const MOVED: readonly ErrorName[] = ['NOT_COORDINATOR', 'COORDINATOR_NOT_AVAILABLE', 'COORDINATOR_LOAD_IN_PROGRESS']
const BUSY: readonly ErrorName[] = [...MOVED, 'CONCURRENT_TRANSACTIONS']
const LED_ELSEWHERE: readonly ErrorName[] = ['NOT_LEADER_OR_FOLLOWER', 'FENCED_LEADER_EPOCH', 'UNKNOWN_LEADER_EPOCH']

/** What a broker may say of a request that it has not done, and that is well the next time. */
const ERRORS: ReadonlyMap<Api['key'], readonly ErrorName[]> = new Map<Api['key'], readonly ErrorName[]>([
  [apis.produce.key, ['NOT_LEADER_OR_FOLLOWER', 'NOT_ENOUGH_REPLICAS', 'REQUEST_TIMED_OUT', 'KAFKA_STORAGE_ERROR']],
  [
    apis.fetch.key,
    [...LED_ELSEWHERE, 'FETCH_SESSION_ID_NOT_FOUND', 'INVALID_FETCH_SESSION_EPOCH', 'OFFSET_NOT_AVAILABLE'],
  ],
  [apis.listOffsets.key, [...LED_ELSEWHERE, 'LEADER_NOT_AVAILABLE', 'OFFSET_NOT_AVAILABLE']],
  [apis.metadata.key, ['LEADER_NOT_AVAILABLE']],
  [apis.findCoordinator.key, ['COORDINATOR_NOT_AVAILABLE']],
  [apis.initProducerId.key, BUSY],
  [apis.addPartitionsToTxn.key, BUSY],
  [apis.addOffsetsToTxn.key, BUSY],
  [apis.endTxn.key, BUSY],
  [apis.txnOffsetCommit.key, MOVED],
  [apis.offsetCommit.key, MOVED],
  [apis.offsetFetch.key, [...MOVED, 'UNSTABLE_OFFSET_COMMIT']],
  [apis.joinGroup.key, MOVED],
  [apis.syncGroup.key, MOVED],
  [apis.heartbeat.key, MOVED],
  [apis.leaveGroup.key, MOVED],
])

export interface FaultOptions {
  /** So many of a hundred requests meet something. */
  readonly percent: number
  /** Topics whose leaders move. */
  readonly topics: readonly Topic[]
  /** Clients of which nothing is heard for so long now and then. */
  readonly silenceMs: number
  /** No answer comes later than this: what its asker has given up would otherwise be done behind what came after. */
  readonly delayMaxMs: number
}

export class Faults {
  readonly #world: World
  readonly #random: SeededRandom
  readonly #options: FaultOptions
  readonly #control: Control
  /** Until when nothing is heard of a client. */
  readonly #silent = new Map<string, number>()
  /** How often each thing happened. */
  readonly counts = new Map<string, number>()

  constructor(world: World, options: FaultOptions) {
    this.#world = world
    this.#random = world.random.fork()
    this.#options = options
    this.#control = world.broker.control('any', (request) => this.#decide(request))
  }

  /** From now on all is well. */
  end(): void {
    this.#control.remove()
  }

  #decide(request: ControlledRequest): Decision | undefined | Promise<Decision | undefined> {
    const { clientId } = request
    if (clientId === 'judge') return undefined
    const untilMs = this.#silent.get(clientId ?? '') ?? 0
    if (this.#world.clock.elapsedMs() < untilMs) return drop
    if (!this.#random.chance(this.#options.percent / 100)) return undefined
    return this.#fault(request)
  }

  #fault(request: ControlledRequest): Decision | undefined | Promise<Decision | undefined> {
    const { api, clientId } = request
    const isHandshake = api.key === apis.apiVersions.key
    const place = this.#random.below(100)
    if (place < 25) return this.#note('request lost', drop)
    if (place < 50) return this.#note('answer lost', loseAnswer)
    if (isHandshake) return undefined
    if (place < 75) return this.#error(api)
    if (place < 85) return this.#delayed()
    if (place < 92) return this.#throttled(request)
    if (place < 98) return this.#movedLeader()
    this.#silent.set(clientId ?? '', this.#world.clock.elapsedMs() + this.#random.below(this.#options.silenceMs))
    return this.#note('client not heard', drop)
  }

  #error(api: Api): Decision | undefined {
    const errors = ERRORS.get(api.key)
    const error = errors?.[this.#random.below(errors.length)]
    return error === undefined ? undefined : this.#note(`${api.name} ${error}`, fail(error))
  }

  #delayed(): Decision {
    const next = [undefined, loseAnswer, drop][this.#random.below(3)]
    return this.#note('delay', delay(1 + this.#random.below(this.#options.delayMaxMs), next))
  }

  async #throttled(request: ControlledRequest): Promise<Decision | undefined> {
    const body = await request.handle()
    if (body === null) return undefined
    const throttleTimeMs = this.#random.below(800)
    const hasTime = 'throttleTimeMs' in request.api.response.fields
    const said: Draft<Message> = hasTime ? Object.assign({}, body, { throttleTimeMs }) : body
    return this.#note('throttle', answer(said))
  }

  #movedLeader(): undefined {
    const { topics } = this.#options
    const topic = topics[this.#random.below(topics.length)]
    if (topic === undefined) return undefined
    this.#world.broker.moveLeader(topic.name, this.#random.below(topic.partitions))
    this.#note('leader moved', drop)
    return undefined
  }

  #note<Kind extends Decision>(what: string, decision: Kind): Kind {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1)
    return decision
  }
}
