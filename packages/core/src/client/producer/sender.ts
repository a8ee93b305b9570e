/**
 * Sends what is due. Each turn looks at the partitions that have something to send, gives up what has become too
 * old, and hands each broker requests with a batch of each of its partitions, as many as its window has room for.
 * Turns come when something has changed and when the next batch falls due; an idle sender has no timer.
 */
import type { Timer } from '../../host/clock.ts'
import { type ErrorName, errors } from '../../protocol/errors.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { brokerError, type ClientError, TimeoutError } from '../errors.ts'
import { type AnswerParts, Answers } from './answers.ts'
import { BrokerLane } from './broker-lane.ts'
import type { PartitionQueue } from './partition-queue.ts'
import type { Shipment } from './produce-request.ts'
import type { Backlog } from './producer-health.ts'

export interface SenderParts extends AnswerParts {
  /** Other work that falls due by time: gives the moment of the next. */
  readonly tick: (nowMs: number) => number
}

/** What no later answer about a topic will change. */
const HOPELESS: ReadonlySet<ErrorName> = new Set(['INVALID_TOPIC_EXCEPTION', 'TOPIC_AUTHORIZATION_FAILED'])
/** What a request takes besides its batches, generously. */
const REQUEST_OVERHEAD_BYTES = 1024

export class Sender {
  readonly #parts: SenderParts
  readonly #cluster: Cluster
  readonly #answers: Answers
  readonly #lanes = new Map<number, BrokerLane>()
  /** Partitions that have anything waiting or on the wire. Those served longest ago come first. */
  readonly #active = new Set<PartitionQueue>()
  #turn: Timer | undefined
  #timer: Timer | undefined
  #timerMs = Number.POSITIVE_INFINITY
  #isClosed = false

  constructor(parts: SenderParts) {
    this.#parts = parts
    this.#cluster = parts.cluster
    this.#answers = new Answers(parts)
  }

  /** What is not delivered, of all partitions. */
  get backlog(): Backlog {
    let [batchesWaiting, batchesInFlight] = [0, 0]
    let oldestMs = Number.POSITIVE_INFINITY
    for (const { waiting, onWire } of this.#active) {
      batchesWaiting += waiting.length
      batchesInFlight += onWire.length
      const first = Math.min(waiting[0]?.createdMs ?? oldestMs, onWire[0]?.createdMs ?? oldestMs)
      oldestMs = Math.min(oldestMs, first)
    }
    return { batchesWaiting, batchesInFlight, oldestMs: Number.isFinite(oldestMs) ? oldestMs : null }
  }

  /** A batch was begun in this queue. */
  opened(queue: PartitionQueue): void {
    this.#active.add(queue)
    if (queue.waiting.length > 1) this.wake()
    else this.#setTimer(this.#parts.settings.clock.elapsedMs() + this.#parts.settings.lingerMs)
  }

  /** Something has changed: a turn comes soon. */
  wake(): void {
    if (this.#turn !== undefined || this.#isClosed) return
    this.#turn = this.#parts.settings.clock.soon(() => {
      this.#turn = undefined
      this.#takeTurn()
    })
  }

  /** Gives up what waits; what is on the wire too, where `everything` says so. */
  giveUp(problem: ClientError, options: { everything: boolean }): void {
    for (const queue of this.#active) {
      for (const batch of queue.dropWaiting()) this.#parts.endings.givenUp(queue, batch, problem)
      if (!options.everything) continue
      for (const batch of queue.onWire.splice(0)) this.#parts.endings.givenUp(queue, batch, problem)
    }
  }

  close(): void {
    this.#isClosed = true
    this.#turn?.cancel()
    this.#timer?.cancel()
  }

  #takeTurn(): void {
    if (this.#isClosed) return
    const nowMs = this.#parts.settings.clock.elapsedMs()
    let nextMs = this.#parts.tick(nowMs)
    const due = new Map<BrokerLane, PartitionQueue[]>()
    const ready = new Set<BrokerLane>()
    for (const queue of this.#active) {
      nextMs = Math.min(nextMs, this.#expire(queue, nowMs))
      queue.usedMs = nowMs
      if (queue.isIdle) this.#active.delete(queue)
      const dueMs = this.#dueMs(queue, nowMs)
      if (dueMs === Number.POSITIVE_INFINITY) continue
      const lane = this.#laneOf(queue)
      if (lane === undefined) continue
      const isRetry = (queue.waiting[0]?.attempts ?? 0) > 0
      if (dueMs > nowMs) nextMs = Math.min(nextMs, dueMs)
      else ready.add(lane)
      if (dueMs > nowMs && isRetry) continue
      const queues = due.get(lane)
      if (queues === undefined) due.set(lane, [queue])
      else queues.push(queue)
    }
    for (const lane of ready) nextMs = Math.min(nextMs, this.#feed(lane, due.get(lane) ?? [], nowMs))
    if (this.#active.size > 0) this.#parts.metadata.refreshIfOld()
    this.#setTimer(nextMs)
  }

  /** When the first batch of the queue is to be sent; never, where something else has to happen first. */
  #dueMs(queue: PartitionQueue, nowMs: number): number {
    const { settings, outstanding, memory } = this.#parts
    const [first] = queue.waiting
    if (first === undefined || queue.awaitsFirstAnswer || !this.#mayNumber(queue)) return Number.POSITIVE_INFINITY
    if (first.attempts > 0)
      return queue.onWire.length > 0 && settings.idempotent ? Number.POSITIVE_INFINITY : first.retryAtMs
    if (first.isClosed || queue.waiting.length > 1 || outstanding.isFlushing || memory.isFull) return nowMs
    return first.createdMs + settings.lingerMs
  }

  /** Whether batches of the queue can have numbers now; sees to it that they can. */
  #mayNumber(queue: PartitionQueue): boolean {
    const identity = this.#parts.identity()
    if (identity === null) return true
    if (queue.wantsNewEpoch && identity.ids !== null) {
      const isUsed = !queue.isBehind(identity.ids)
      if (isUsed && !identity.bump()) return false
      if (identity.ids !== null) queue.restart(identity.ids)
    }
    if (identity.ids === null) {
      identity.acquire()
      return false
    }
    // A gap is closed by a new epoch, for which what is on the wire has to come back first.
    if (queue.mustRenumber || (queue.hasGap && queue.waiting[0]?.hasNumber !== true)) return false
    return identity.allows(queue)
  }

  #laneOf(queue: PartitionQueue): BrokerLane | undefined {
    const view = this.#cluster.view.partition(queue.topic, queue.partition)
    const nodeId = view?.leaderId ?? -1
    if (nodeId < 0 || !this.#cluster.view.brokers.has(nodeId)) {
      this.#cluster.use([queue.topic])
      this.#parts.metadata.request()
      return undefined
    }
    // Order: what went to the last leader comes back before anything goes to the next.
    if (queue.onWire.length > 0 && queue.wireNodeId !== nodeId) return undefined
    queue.wireNodeId = nodeId
    return this.#lane(nodeId)
  }

  #lane(nodeId: number): BrokerLane {
    const known = this.#lanes.get(nodeId)
    if (known !== undefined) return known
    const wakeAfter = <Arguments extends unknown[]>(run: (...given: Arguments) => void) => {
      return (...given: Arguments) => {
        run(...given)
        this.wake()
      }
    }
    const made = new BrokerLane(nodeId, {
      cluster: this.#cluster,
      windowMax: this.#parts.settings.maxInFlightRequests,
      events: {
        answered: wakeAfter((...given) => this.#answers.take(...given)),
        left: wakeAfter((shipments) => this.#answers.left(shipments)),
        lost: wakeAfter((...given) => this.#answers.lost(...given)),
        changed: () => this.wake(),
      },
    })
    this.#lanes.set(nodeId, made)
    return made
  }

  /** Sends until nothing more is due or the window is full; gives the moment at which the broker may be asked again. */
  #feed(lane: BrokerLane, queues: readonly PartitionQueue[], nowMs: number): number {
    while (lane.canSend(nowMs)) {
      const shipments = this.#load(queues, nowMs)
      if (shipments.length === 0) break
      const { settings, identity } = this.#parts
      lane.send(shipments, {
        acks: settings.acks,
        timeoutMs: settings.requestTimeoutMs,
        transactionalId: identity()?.transactionalId ?? null,
        versionMax: identity()?.produceVersionMax ?? Number.POSITIVE_INFINITY,
        view: this.#cluster.view,
      })
      if (!queues.some((queue) => this.#dueMs(queue, nowMs) <= nowMs)) break
    }
    return lane.mutedUntilMs > nowMs ? lane.mutedUntilMs : Number.POSITIVE_INFINITY
  }

  /** A batch of each queue, as far as a request carries them. */
  #load(queues: readonly PartitionQueue[], nowMs: number): Shipment[] {
    const { settings, identity, memory } = this.#parts
    const shipments: Shipment[] = []
    let roomBytes = settings.maxRequestBytes - REQUEST_OVERHEAD_BYTES
    for (const queue of queues) {
      const [first] = queue.waiting
      if (first === undefined || this.#dueMs(queue, nowMs) === Number.POSITIVE_INFINITY) continue
      if (first.attempts > 0 && first.retryAtMs > nowMs) continue
      if (first.sizeInBytes > roomBytes && shipments.length > 0) break
      const batch = queue.take(identity()?.ids ?? null)
      const bytes = batch.seal((identity()?.transactionalId ?? null) !== null, (builder) => {
        memory.release(batch.reservedBytes - batch.sizeInBytes)
        batch.reservedBytes = batch.sizeInBytes
        memory.giveBack(builder)
      })
      roomBytes -= bytes.length
      shipments.push({ queue, batch, bytes })
      this.#active.delete(queue) // and to the end: the others come first the next time
      this.#active.add(queue)
    }
    return shipments
  }

  /** Gives up what has become too old; gives the moment at which the next is. */
  #expire(queue: PartitionQueue, nowMs: number): number {
    const { settings, endings } = this.#parts
    const oldestMs = nowMs - settings.deliveryTimeoutMs
    const hopeless = this.#hopeless(queue)
    for (let [first] = queue.waiting; first !== undefined; [first] = queue.waiting) {
      const problem = hopeless ?? (first.createdMs <= oldestMs ? this.#tooLate(queue, first.lastProblem) : undefined)
      if (problem === undefined) break
      queue.drop(first)
      endings.givenUp(queue, first, problem)
    }
    let nextMs = queue.waiting[0]?.createdMs ?? Number.POSITIVE_INFINITY
    for (const batch of queue.onWire) {
      if (batch.isOver) continue
      if (batch.createdMs > oldestMs) nextMs = Math.min(nextMs, batch.createdMs)
      else endings.tooLate(queue, batch, this.#tooLate(queue, batch.lastProblem))
    }
    return nextMs + settings.deliveryTimeoutMs
  }

  #hopeless(queue: PartitionQueue): ClientError | undefined {
    const { problems } = this.#cluster.view
    const name = problems.size === 0 ? undefined : problems.get(queue.topic)
    if (name === undefined || !HOPELESS.has(name)) return undefined
    return brokerError(errors[name].code, { place: { api: 'Metadata', subject: queue.topic } })
  }

  #tooLate(queue: PartitionQueue, cause: ClientError | undefined): TimeoutError {
    const { deliveryTimeoutMs } = this.#parts.settings
    const isKnown = this.#cluster.view.partition(queue.topic, queue.partition) !== undefined
    const why = cause === undefined ? (isKnown ? '' : ': no broker knows the partition') : `: ${cause.message}`
    const message = `records were not delivered within ${deliveryTimeoutMs} ms${why}`
    return new TimeoutError(message, { place: { subject: queue.name }, cause })
  }

  #setTimer(dueMs: number): void {
    if (this.#isClosed) return
    const { clock } = this.#parts.settings
    if (this.#timer !== undefined && this.#timerMs <= dueMs && this.#timerMs > clock.elapsedMs()) return
    this.#timer?.cancel()
    this.#timer = undefined
    if (dueMs === Number.POSITIVE_INFINITY) return
    this.#timerMs = dueMs
    this.#timer = clock.after(Math.max(0, dueMs - clock.elapsedMs()), () => {
      this.#timer = undefined
      this.wake()
    })
  }
}
