/**
 * One Fetch request, from the first look at its partitions to its answer. It is answered at once where there is
 * enough, where something is wrong, or where it does not want to wait; otherwise it waits until enough was
 * appended, its time is over, or its client is gone. An append costs it a few steps, however many partitions
 * it waits for.
 */
import type { Clock } from '../../host/clock.ts'
import { type ErrorName, errors } from '../../protocol/errors.ts'
import type { fetchResponse } from '../../protocol/messages/01-fetch.ts'
import type { Client, Outcome } from '../call.ts'
import { SILENCE } from '../call.ts'
import type { Node } from '../node.ts'
import { type FetchAnswer, FetchAnswerBuilder } from './fetch-answer.ts'
import type { FetchMemory } from './fetch-memory.ts'
import type { FetchPartition } from './fetch-partition.ts'
import { type FetchSession, NO_SESSION, type WaitingFetch } from './fetch-session.ts'
import type { Lease } from './lease.ts'
import { type FetchRules, type Look, look } from './look.ts'

type FetchOutcome = Outcome<typeof fetchResponse>

interface FetchLimits {
  readonly maxWaitMs: number
  readonly minBytes: number
  readonly maxBytes: number
}

export interface FetchingOptions {
  readonly client: Client
  readonly rules: FetchRules
  readonly limits: FetchLimits
  readonly memory: FetchMemory
  readonly clock: Clock
  readonly node: Node
  /** Whether requests to come will go on with the session, which has its number then. */
  keep(session: FetchSession): boolean
  whenSent(run: () => void): void
}

interface Seen {
  readonly partition: FetchPartition
  readonly look: Look
}

/** What a look at all partitions that are due has found. */
interface Found {
  readonly seen: readonly Seen[]
  readonly lease: Lease
  readonly bytes: number
  /** Bytes that count for `minBytes`. */
  readonly readableBytes: number
  /** Whether it has to be answered, no matter how little there is. */
  readonly isUrgent: boolean
  /** Whether there was no room for records that are there. */
  readonly isStarved: boolean
}

export class Fetching implements WaitingFetch {
  readonly #session: FetchSession
  readonly #options: FetchingOptions
  readonly #isFull: boolean
  readonly #calledOff: (() => void)[] = []
  #resolve: ((outcome: FetchOutcome | Promise<never>) => void) | null = null
  #minBytes: number
  #readableBytes = 0
  #isUrgent = false
  #isLate = false
  #isWoken = false
  #isInLine = false

  constructor(session: FetchSession, options: FetchingOptions) {
    this.#session = session
    this.#options = options
    this.#isFull = session.id === NO_SESSION
    this.#minBytes = options.limits.minBytes
    this.#isLate = options.limits.maxWaitMs <= 0 || session.size === 0
  }

  start(): FetchOutcome | Promise<FetchOutcome> {
    const answer = this.#attempt()
    if (answer !== null) return answer
    const { client, limits, clock } = this.#options
    if (client.isGone) {
      this.stop()
      return SILENCE
    }
    this.#session.waiting = this
    const timer = clock.after(limits.maxWaitMs, () => this.#end())
    this.#calledOff.push(
      () => timer.cancel(),
      client.whenGone(() => this.stop()),
    )
    return new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  /** Runs something when the waiting is over. */
  whenOver(run: () => void): void {
    this.#calledOff.push(run)
  }

  /** Waits no more, and is not answered. */
  stop(): void {
    this.#settle(SILENCE)
    if (this.#isFull) this.#session.close()
  }

  giveUp(error: ErrorName): void {
    const { id: sessionId } = this.#session
    this.#settle({ throttleTimeMs: 0, errorCode: errors[error].code, sessionId, responses: [] })
  }

  /** One of the partitions has changed: whether that is enough is looked into when all has happened that happens now. */
  changed(changed: FetchPartition, bytes: number): void {
    this.#readableBytes += bytes === 0 ? this.#minBytes : changed.count(bytes, this.#options.rules.isolation)
    if (changed.partition === null || changed.partition.isGone) this.#isUrgent = true
    if (this.#isWoken || (this.#readableBytes < this.#minBytes && !this.#isUrgent)) return
    this.#isWoken = true
    queueMicrotask(() => this.#wake())
  }

  #wake(): void {
    this.#isWoken = false
    if (this.#resolve === null || this.#isInLine) return
    try {
      const answer = this.#attempt()
      if (answer !== null) this.#settle(answer)
    } catch (problem) {
      this.#settle(Promise.reject(problem)) // it is the asker's, not of whoever has appended
    }
  }

  #end(): void {
    this.#isLate = true
    this.#wake()
  }

  /** The answer, if it is time for it; otherwise all is ready to be waited for. */
  #attempt(): FetchAnswer | null {
    const found = this.#look()
    if (found.isStarved && !found.isUrgent) {
      this.#lineUp(found)
      return null
    }
    if (this.#isLate || found.isUrgent || found.readableBytes >= this.#minBytes) return this.#answer(found)
    this.#watch(found)
    return null
  }

  #look(): Found {
    const { client, memory, limits, rules } = this.#options
    const lease = memory.lease(client)
    const room = memory.roomFor(client)
    const seen: Seen[] = []
    let bytes = 0
    let readableBytes = 0
    let unknown = 0
    let isStarved = false
    let isUrgent = this.#isUrgent
    for (const partition of this.#session.due) {
      const left = Math.min(limits.maxBytes - bytes, room - lease.spentBytes)
      if (left <= 0 && bytes > 0 && !this.#isFull) break
      const one = look(partition, rules, { bytes: left, atLeastOne: bytes === 0 && room > 0, lease })
      seen.push({ partition, look: one })
      bytes += one.answer.records?.length ?? 0
      readableBytes += one.readableBytes
      if (one.isUnknown) unknown++
      else if (one.answer.errorCode !== 0 || one.answer.divergingEpoch !== undefined) isUrgent = true
      if (one.hasMore && room <= 0) isStarved = true
    }
    if (unknown > 0 && unknown === this.#session.size) isUrgent = true
    if (room > 0) this.#minBytes = Math.min(limits.minBytes, room)
    return { seen, lease, bytes, readableBytes, isUrgent, isStarved }
  }

  /** Until there is room, whatever else happens; what was found will be looked for again. */
  #lineUp({ lease }: Found): void {
    const { memory, client } = this.#options
    lease.release()
    this.#isInLine = true
    const callOff = memory.whenRoom(client, () => {
      this.#isInLine = false
      this.#wake()
    })
    this.#calledOff.push(callOff)
  }

  #watch({ seen, lease, readableBytes }: Found): void {
    lease.release()
    this.#readableBytes = readableBytes
    for (const { partition, look: one } of seen) {
      partition.beginCount(one.readableBytes)
      if (one.isUnknown) continue
      // A full answer names all partitions, so that all are looked at again.
      if (one.readableBytes === 0 && !one.hasMore && !this.#isFull) this.#session.rest(partition)
      else partition.watch()
    }
  }

  #answer({ seen, lease, bytes }: Found): FetchAnswer {
    const { keep, whenSent, node, rules } = this.#options
    const session = this.#session
    session.waiting = null
    const isKept = !this.#isFull || keep(session)
    const answer = new FetchAnswerBuilder({ version: rules.version, node })
    for (const { partition, look: one } of seen) {
      const isNews = isKept && this.#conclude(partition, one)
      if (!this.#isFull && !isNews) continue
      answer.add(partition, one.answer)
    }
    if (!isKept) session.close()
    if (bytes > 0) whenSent(() => lease.release())
    else lease.release()
    return answer.build(session.id)
  }

  /** What becomes of a partition that was looked at, and whether the reader has to hear of it. */
  #conclude(partition: FetchPartition, { answer, hasMore, isUnknown }: Look): boolean {
    const hasRecords = (answer.records?.length ?? 0) > 0
    if (hasRecords) this.#session.moveToEnd(partition)
    else if (answer.errorCode === 0 && !hasMore && !isUnknown) this.#session.rest(partition)
    const { highWatermark, logStartOffset = -1, errorCode } = answer
    const isNews = partition.tell({ highWatermark, logStartOffset, errorCode })
    return isNews || hasRecords || answer.divergingEpoch !== undefined
  }

  #settle(outcome: FetchOutcome | Promise<never>): void {
    if (this.#session.waiting === this) this.#session.waiting = null
    for (const callOff of this.#calledOff.splice(0)) callOff()
    const resolve = this.#resolve
    this.#resolve = null
    resolve?.(outcome)
  }
}
