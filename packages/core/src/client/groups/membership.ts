/**
 * Membership of a classic group, of whatever protocol: joins, hears what it gets, and joins again whenever the
 * group, the owner or an error says so, until it is closed. What is decided in the group it does not read; that is
 * its duties' business. Duties are asked one after the other, and heartbeats go on meanwhile. A generation that was
 * lost is told (`lost`) before anything is asked for the next. A membership needs a cluster object of its own: what
 * one waits for would hold up another's heartbeats on the connection that they would share.
 */
import { type ErrorName, errors } from '../../protocol/errors.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { BrokerError, brokerError, ClosedError } from '../errors.ts'
import { Backoff, pause } from '../pause.ts'
import type { GroupMetadata } from './assignment.ts'
import { within } from './deadline.ts'
import { GroupCoordinator } from './group-coordinator.ts'
import type { MemberSettings } from './group-options.ts'
import { Heartbeats } from './heartbeats.ts'
import { Joining } from './joining.ts'
import type { MemberDuties } from './member-duties.ts'
import { DutyFailure, MENDED_BY_JOINING, mayTryAgain } from './member-errors.ts'
import { MemberIdentity } from './member-identity.ts'
import { leaveGroup, sendHeartbeat } from './member-requests.ts'
import { Round } from './round.ts'
import { SignOfLife } from './sign-of-life.ts'

export type MemberState = 'joining' | 'stable' | 'hung' | 'failed' | 'closed'

export class Membership {
  readonly #cluster: Cluster
  readonly #settings: MemberSettings
  readonly #duties: MemberDuties
  readonly #identity: MemberIdentity
  readonly #round: Round
  readonly #joinLane: GroupCoordinator
  readonly #leaveLane: GroupCoordinator
  readonly #heartbeats: Heartbeats
  readonly #signs: SignOfLife
  readonly #closing = new AbortController()
  #state: MemberState = 'joining'
  /** Why the member has to join, or null where it has not. */
  #joinReason: string | null = 'a new member'
  #isPrepared = true
  /** What ends the membership at the next opportunity. */
  #fatal: BrokerError | undefined
  /** Aborted when it is no use to wait for the others any longer. */
  #attempt = new AbortController()
  #wake = () => {}
  #running: Promise<void> | undefined

  constructor(cluster: Cluster, settings: MemberSettings, duties: MemberDuties) {
    const { groupId } = settings
    const { clock, retryBackoffMs: retryPauseMs } = cluster.settings
    this.#cluster = cluster
    this.#settings = settings
    this.#duties = duties
    this.#identity = new MemberIdentity(groupId, settings.groupInstanceId)
    this.#joinLane = new GroupCoordinator(cluster, { groupId, lane: 'group' })
    this.#leaveLane = new GroupCoordinator(cluster, { groupId, lane: 'main' })
    const { heartbeatIntervalMs: intervalMs, maxPollIntervalMs: withinMs } = settings
    this.#heartbeats = new Heartbeats({ clock, intervalMs, retryPauseMs, send: () => this.#beat() })
    const joining = new Joining(this.#joinLane, settings, cluster.settings)
    this.#round = new Round({ joining, duties, identity: this.#identity, heartbeats: this.#heartbeats })
    this.#signs = new SignOfLife({ clock, withinMs, onSilence: () => this.#hang() })
  }

  get identity(): GroupMetadata {
    return this.#identity.now
  }

  get state(): MemberState {
    return this.#state
  }

  get sinceHeartbeatMs(): number | undefined {
    return this.#heartbeats.sinceSuccessMs
  }

  start(): void {
    if (this.#running !== undefined) return
    this.#signs.watch()
    this.#running = this.#run()
  }

  /** The program lives. After it was taken for hung, this is what brings it back. */
  poll(): void {
    this.#signs.give()
    if (this.#state !== 'hung') return
    this.#state = 'joining'
    this.#signs.watch()
    this.rejoin('the program was taken for hung and is back')
  }

  /** The program waits for the membership or for records, and owes no sign of life until the next `poll`. */
  waits(): void {
    if (this.#state === 'hung') this.poll()
    this.#signs.excuse()
  }

  rejoin(reason: string): void {
    this.#joinReason ??= reason
    this.#wake()
  }

  /** An answer to a request of the member's says that it is not, or no longer, what it was then. */
  noteStale(error: ErrorName, asked: GroupMetadata): void {
    if (!this.#identity.is(asked)) return
    // Between JoinGroup and SyncGroup the group is known to rebalance.
    if (error === 'REBALANCE_IN_PROGRESS' && this.#state !== 'stable') return
    if (error === 'FENCED_INSTANCE_ID') this.#fence()
    if (error === 'UNKNOWN_MEMBER_ID') this.#identity.loseAll()
    if (error === 'ILLEGAL_GENERATION') this.#identity.loseGeneration()
    if (!this.#identity.isMember) this.#heartbeats.stop()
    this.rejoin(`the coordinator said ${error}`)
  }

  /**
   * Ends the membership after what `before` does as long as the member is one. Within the time, or without having
   * told anybody.
   */
  async close(options: { timeoutMs: number; leave: boolean; before: () => Promise<void> }): Promise<void> {
    const { clock } = this.#cluster.settings
    const deadline = { clock, deadlineMs: clock.elapsedMs() + options.timeoutMs, what: 'leaving the group' }
    this.#closing.abort()
    this.#wake()
    try {
      await within(this.#end(options), deadline)
    } catch (problem) {
      this.#log(problem, 'the group was not left in order; its coordinator finds that out by itself')
    } finally {
      this.#stop('closed')
    }
  }

  async #end({ leave, before }: { leave: boolean; before: () => Promise<void> }): Promise<void> {
    await this.#running
    if (this.#state !== 'failed') await before()
    if (leave) await this.#leave('the consumer is closed')
  }

  async #run(): Promise<void> {
    const { retryBackoffMs: firstMs, retryBackoffMaxMs: maxMs, random, clock } = this.#cluster.settings
    const backoff = new Backoff({ firstMs, maxMs, random })
    const { signal } = this.#closing
    while (!signal.aborted) {
      try {
        await this.#untilNeeded()
        if (signal.aborted) return
        await this.#rebalance()
        backoff.succeeded()
      } catch (problem) {
        if (problem instanceof DutyFailure) return await this.#fail(problem.problem)
        if (signal.aborted) return
        if (this.#fatal === undefined && this.#attempt.signal.aborted) continue // the program hung meanwhile
        if (!mayTryAgain(problem)) return await this.#fail(this.#fatal ?? problem)
        await pause(clock, backoff.nextMs(), signal).catch(() => {})
      }
    }
  }

  get #isHung(): boolean {
    return this.#state === 'hung'
  }

  get #isNeeded(): boolean {
    return this.#closing.signal.aborted || this.#fatal !== undefined || (this.#joinReason !== null && !this.#isHung)
  }

  async #untilNeeded(): Promise<void> {
    while (!this.#isNeeded) {
      if (!this.#identity.isMember) await this.#duty(() => this.#duties.lost())
      if (this.#isNeeded) break
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    if (this.#fatal !== undefined) throw this.#fatal
  }

  async #rebalance(): Promise<void> {
    this.#state = 'joining'
    if (!this.#isPrepared && this.#identity.isMember) await this.#duty(() => this.#duties.prepare())
    if (!this.#identity.isMember) await this.#duty(() => this.#duties.lost())
    this.#isPrepared = true
    if (this.#isHung || this.#closing.signal.aborted) return
    const reason = this.#joinReason ?? 'the member joins again'
    try {
      this.#attempt = new AbortController()
      const signal = AbortSignal.any([this.#closing.signal, this.#attempt.signal])
      const sent = () => {
        this.#joinReason = null
      }
      const { generation, share } = await this.#round.go({ reason, signal, sent })
      this.#state = 'stable'
      this.#isPrepared = false
      await this.#duty(() => this.#duties.joined(generation, share))
    } catch (problem) {
      this.#noteRefusal(problem)
      this.#joinReason ??= reason
      throw problem
    }
  }

  /** What a refused JoinGroup or SyncGroup says about who the member is. */
  #noteRefusal(problem: unknown): void {
    if (problem instanceof BrokerError) this.noteStale(problem.error.name, this.#identity.now)
  }

  async #beat(): Promise<boolean> {
    const asked = this.#identity.now
    const { requestTimeoutMs } = this.#cluster.settings
    const timeoutMs = Math.min(requestTimeoutMs, this.#settings.sessionTimeoutMs)
    try {
      await sendHeartbeat(this.#joinLane, asked, timeoutMs)
      return true
    } catch (problem) {
      if (!(problem instanceof BrokerError)) return false
      const error = problem.error.name
      if (!MENDED_BY_JOINING.has(error) && error !== 'FENCED_INSTANCE_ID') return false
      this.noteStale(error, asked)
      return error === 'REBALANCE_IN_PROGRESS'
    }
  }

  /** A static member only falls silent: its place is kept for its session timeout. */
  #hang(): void {
    if (this.#state === 'failed' || this.#state === 'closed') return
    const { maxPollIntervalMs, groupInstanceId } = this.#settings
    this.#log(undefined, `the program gave no sign of life for ${maxPollIntervalMs} ms; the member leaves the group`)
    this.#state = 'hung'
    this.#heartbeats.stop()
    if (groupInstanceId === null) {
      const leaving = this.#leave('the program hangs')
      leaving.catch((problem) => this.#log(problem, 'the group was not left'))
    }
    this.#identity.loseAll()
    this.#attempt.abort()
    this.#wake()
  }

  /** Joining again would fence the one who has the instance id now. */
  #fence(): void {
    const { groupId, groupInstanceId } = this.#settings
    this.#identity.loseAll()
    const place = { subject: `group ${groupId}, instance ${groupInstanceId}` }
    this.#fatal = brokerError(errors.FENCED_INSTANCE_ID.code, { place })
  }

  async #leave(reason: string): Promise<void> {
    const { now } = this.#identity
    if (now.memberId === '') return
    this.#identity.loseAll()
    await leaveGroup(this.#leaveLane, now, reason)
  }

  async #fail(problem: unknown): Promise<void> {
    const error = problem as Error
    const isFenced = error instanceof BrokerError && error.error.name === 'FENCED_INSTANCE_ID'
    this.#stop('failed')
    if (isFenced) this.#identity.loseAll()
    else await this.#leave('the member failed').catch((unheard) => this.#log(unheard, 'the group was not left'))
    this.#identity.loseAll()
    await this.#duties.lost().catch((second) => this.#log(second, 'the hook for lost partitions failed'))
    this.#duties.failed(error)
  }

  #stop(state: MemberState): void {
    if (this.#state !== 'failed') this.#state = state
    this.#heartbeats.stop()
    this.#signs.stop()
  }

  async #duty(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (problem) {
      // It waited for what nobody needs any longer.
      if (problem instanceof ClosedError && this.#closing.signal.aborted) throw problem
      throw new DutyFailure(problem)
    }
  }

  #log(problem: unknown, message: string): void {
    const { groupId } = this.#settings
    this.#cluster.settings.logger.warn({ groupId, problem }, message)
  }
}
